import type { Construct } from 'constructs';
import { given } from '../guard/guard';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';

/** A workload outside Kubernetes: a VM, a server, an endpoint of a service. */
export interface WorkloadEntryOptions {
  /**
   * IP address, DNS name or Unix socket (`unix:///path`) of the workload.
   *
   * @default - none; then `network` must be set
   */
  readonly address?: string;

  /**
   * Ports of the workload, by the names of the service's ports, where their numbers differ from the service's.
   *
   * @default - those of the service
   */
  readonly ports?: { [key: string]: number };

  /**
   * Labels of the workload.
   *
   * @default - none
   */
  readonly labels?: { [label: string]: string };

  /**
   * Network of the workload; only addresses in the same network can reach each other.
   *
   * @default - the local one
   */
  readonly network?: string;

  /**
   * Locality of the workload: `region/zone/subzone`.
   *
   * @default - unknown
   */
  readonly locality?: string;

  /**
   * Load-balancing weight of the workload, relative to the other endpoints.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Service account of the workload, in the namespace of the entry.
   *
   * @default - none
   */
  readonly serviceAccount?: string;
}

/** Properties of `WorkloadEntry`. */
export interface WorkloadEntryProps extends WorkloadEntryOptions, ResourceProps {}

/**
 * A workload outside Kubernetes that is part of the mesh: a VM, a server.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.WorkloadEntry(chart, 'vm1', { address: '10.0.0.7', labels: { app: 'ledger' }, serviceAccount: 'ledger' });
 */
export class WorkloadEntry extends IstioResource {
  public constructor(scope: Construct, id: string, props: WorkloadEntryProps = {}) {
    super(scope, given('istio.WorkloadEntry', scope, id, props), described('WorkloadEntry', props));
  }
}
