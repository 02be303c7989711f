import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { WorkloadEntryProps } from '../api/workload-entry';

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
