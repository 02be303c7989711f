import { istioSlot } from './slot';
import { some } from './values';
import { Condition } from '../../istio/condition';
import { spellings } from '../../model/edge/scope';
import { principalOf } from '../../model/mesh';
import { arrivingCalls, carriesHttp, carriesTls, egressPort, type EgressModel, type PortModel, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/**
 * Lets calls of an external service into a gateway that lets nobody in by default. Requests travel to it in mutual TLS of the mesh, so their callers
 * are named; other connections show no identity there.
 */
export function letThrough(s: ServiceModel, via: EgressModel): Slot {
  return istioSlot('AuthorizationPolicy', { id: 'EgressAuthorizationPolicy', name: `${s.namespace}-${s.name}-egress`, namespace: via.namespace }, () => {
    const callers = arrivingCalls(s).flatMap((c) => (c.identity ? [principalOf(c.identity)] : []));
    return { selector: via.selector, action: 'ALLOW', rules: callers.length === 0 ? undefined : some(s.ports.map((p) => rule(s, via, p, [...new Set(callers)].sort()))) };
  });
}

function rule(s: ServiceModel, via: EgressModel, p: PortModel, principals: readonly string[]) {
  const ports = via.podPorts(egressPort(p));
  if (carriesHttp(p)) {
    return { from: [{ principals }], to: [{ ports, hosts: s.hosts.flatMap((h) => spellings(h, [p.port, egressPort(p)])) }] };
  }
  return { to: [{ ports }], when: carriesTls(p) ? [Condition._on('connection.sni', { values: s.hosts })] : undefined };
}
