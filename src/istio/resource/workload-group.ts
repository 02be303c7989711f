import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { WorkloadGroupProps } from '../api/workload-group';

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
