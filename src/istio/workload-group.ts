import type { Construct } from 'constructs';
import type { ReadinessProbe } from './readiness-probe';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { WorkloadEntryOptions } from './workload-entry';
import { given } from '../guard/guard';

/**
 * What the WorkloadEntries of a group have in common. Each workload has an address of its own, so that is seldom set here; labels that
 * the template leaves out are those of `entryMetadata`.
 */
export interface WorkloadGroupTemplate extends WorkloadEntryOptions {}

/** Labels and annotations of the WorkloadEntries of a group. */
export interface WorkloadGroupMetadata {
  /**
   * Labels.
   *
   * @default - none
   */
  readonly labels?: { [label: string]: string };

  /**
   * Annotations.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Properties of `WorkloadGroup`. */
export interface WorkloadGroupProps extends ResourceProps {
  /** What the entries have in common. */
  readonly template: WorkloadGroupTemplate;

  /**
   * Labels and annotations of the entries; field `metadata` of the spec.
   *
   * @default - none
   */
  readonly entryMetadata?: WorkloadGroupMetadata;

  /**
   * How it is found out that a workload is ready; not by gRPC, which istiod refuses here.
   *
   * @default - considered ready
   */
  readonly probe?: ReadinessProbe;
}

/**
 * A group of workloads outside Kubernetes that register themselves: what a Deployment is to pods.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-group/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.WorkloadGroup(chart, 'ledger', {
 *   entryMetadata: { labels: { app: 'ledger' } },
 *   template: { serviceAccount: 'ledger', ports: { http: 8080 } },
 *   probe: mesh.istio.ReadinessProbe.http(8080, { path: '/ready' }, { failureThreshold: 3 }),
 * });
 */
export class WorkloadGroup extends IstioResource {
  public constructor(scope: Construct, id: string, props: WorkloadGroupProps) {
    super(scope, given('istio.WorkloadGroup', scope, id, props), described('WorkloadGroup', props));
  }
}
