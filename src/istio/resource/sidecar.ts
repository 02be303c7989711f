import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import { described } from '../api/kinds';
import sidecarWriters, { type EgressListener, type IngressListener, type SidecarProps } from '../api/sidecar';
import type { Json } from '../write/json';

/**
 * Limits the configuration of workloads' proxies: the hosts that they can reach, and their inbound ports. Fewer hosts need less
 * memory per proxy. Without a selector it applies to its namespace; in the root namespace, to the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.Sidecar(chart, 'default', {
 *   egress: [{ hosts: ['./*', 'istio-system/*'] }],
 * });
 */
export class Sidecar extends IstioResource {
  public constructor(scope: Construct, id: string, props: SidecarProps = {}) {
    super(scope, given('istio.Sidecar', scope, id, props), described('Sidecar', props));
  }

  /** Adds reachable hosts. Listeners with a port are placed before the one without, which must be the last. */
  public addEgress(listener: EgressListener): void {
    const there = (this._state.egress ?? []) as Json[];
    const last = there[there.length - 1];
    const all = last !== undefined && last.port === undefined;
    if (all && listener.port === undefined) {
      this._refuse('an egress listener without a port already exists; add the hosts to it');
    }
    this._append('egress', (at) => sidecarWriters.egressListener(listener, '', at));
    if (all) {
      const items = this._state.egress as Json[];
      items.splice(items.length - 2, 2, items[items.length - 1], last);
    }
  }

  /** Adds an inbound port of the workloads. */
  public addIngress(listener: IngressListener): void {
    if (((this._state.ingress ?? []) as Json[]).some((l) => (l.port as Json).number === listener.port.number)) {
      this._refuse(`an ingress listener on port ${listener.port.number} already exists; use a different port, or change that listener`);
    }
    this._append('ingress', (at) => sidecarWriters.ingressListener(listener, '', at));
  }
}
guarded(Sidecar, 'istio.Sidecar');
