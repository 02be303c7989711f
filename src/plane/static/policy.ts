import { apart, authorizersOf, type Authorizer } from './authorizer';
import { called } from './sidecar';
import { keyServers } from './token';
import { inboundPort, type Json, podPort } from './values';
import { compact } from '../../grammar/json';
import type { ServiceModel } from '../../model/service';
import { reachOf } from '../../model/service';

/** The policy that prevents an application from bypassing its proxy: pods accept connections at the proxy's ports, and reach only what they call. */
export function networkPolicy(s: ServiceModel, known: readonly Authorizer[] = []): Json {
  const closed = s.namespaceModel?.outbound === 'registry-only';
  const ports = s.ports.map((p) => ({ port: inboundOrOwn(s, p), protocol: p.protocol === 'udp' ? 'UDP' : 'TCP' }));
  const reached = [...new Set(called(s).flatMap((t) => [...reachOf(t)]))];
  return compact({
    podSelector: { matchLabels: s.selector },
    policyTypes: closed ? ['Ingress', 'Egress'] : ['Ingress'],
    ingress: ports.length > 0 ? [{ ports }] : undefined,
    egress: closed ? [
      { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
      ...reached.filter((t) => t.ports.length > 0).map((t) => compact({
        to: t.kind === 'external' || Object.keys(t.selector).length === 0 ? undefined : [
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': t.namespace } }, podSelector: { matchLabels: t.selector } },
        ],
        ports: t.ports.map((p) => ({ port: t.kind === 'external' ? outside(t, p) : podPort(t, p), protocol: p.protocol === 'udp' ? 'UDP' : 'TCP' })),
      })),
      ...[...keyServers(s.jwt), ...apart(authorizersOf(s.access, known), called(s))].map(({ port }) => ({ ports: [{ port, protocol: 'TCP' }] })),
    ] : undefined,
  });
}

function inboundOrOwn(s: ServiceModel, p: ServiceModel['ports'][number]): number {
  return p.protocol === 'udp' ? podPort({ ...s, owned: false }, p) : inboundPort(s, p);
}

function outside(t: ServiceModel, p: ServiceModel['ports'][number]): number {
  return typeof p.targetPort === 'number' ? p.targetPort : t.external!.originateTls ? 443 : p.port;
}
