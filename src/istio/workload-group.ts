import type { Construct } from 'constructs';
import type { ReadinessProbe } from './readiness-probe';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { WorkloadEntryOptions } from './workload-entry';
import { given } from '../guard/guard';

/**
 * Common settings of the WorkloadEntries of a group. Each workload has its own address, so that is seldom set here; by default, labels are those of
 * `entryMetadata`.
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
  /** Common settings of the entries. */
  readonly template: WorkloadGroupTemplate;

  /**
   * Labels and annotations of the entries; field `metadata` of the spec.
   *
   * @default - none
   */
  readonly entryMetadata?: WorkloadGroupMetadata;

  /**
   * Readiness probe of the workloads; not by gRPC, which istiod rejects here.
   *
   * @default - considered ready
   */
  readonly probe?: ReadinessProbe;
}

/**
 * A group of workloads outside Kubernetes that register themselves, similar to a Deployment for pods.
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
