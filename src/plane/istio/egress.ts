import { hostForms } from './host-forms';
import { httpRoutes } from './http-route';
import { callersElsewhere, exportTo } from './service-entry';
import { istioSlot, type Place } from './slot';
import { place, nonEmpty } from './values';
import type { AuthorizationRule } from '../../istio/api/authorization-rule';
import { ClientTls } from '../../istio/api/client-tls';
import { Condition } from '../../istio/api/condition';
import { GatewayRef } from '../../istio/api/gateway-ref';
import type { HttpRoute } from '../../istio/api/http-route';
import type { SpecInput } from '../../istio/api/kinds';
import { Server } from '../../istio/api/server';
import { ServerTls } from '../../istio/api/server-tls';
import { ExportTo } from '../../istio/api/visibility';
import type { Input } from '../../istio/write/json';
import { backendsOrSplit, withDefault } from '../../model/compose';
import { principalOf } from '../../model/mesh';
import { joined, numbered, qualified } from '../../model/object-name';
import { inOrder } from '../../model/order';
import { perHost } from '../../model/per-host';
import type { CallModel } from '../../model/security';
import { arrivingCalls, carriesHttp, carriesTls, egressPort, type EgressModel, type PortModel, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/** Tells the gateway to which of several ports a request was sent; all of them arrive at the same gateway port. */
const PORT_HEADER = 'x-mesh-egress-port';

/**
 * The objects that send traffic to an external service through a gateway: servers of the gateway, routes to it and from it, and access rules. All traffic
 * uses the mesh's mutual TLS with the server name of its host, so that the gateway knows the caller; the application's own TLS is carried inside.
 */
export function egressSlots(s: ServiceModel, via: EgressModel): readonly Slot[] {
  const at = (kind: string, index = 0) => ({ id: numbered(`Egress${kind}`, index), name: numbered(joined(s.name, 'egress'), index), namespace: s.namespace });
  return [
    istioSlot('Gateway', at('Gateway'), () => ({ selector: via.selector, servers: s.hosts.flatMap((host, i) => servers(s, host, i)) })),
    // a proxy looks up rules for the gateway in its own namespace, then in the gateway's: each namespace of callers has its own
    subsets(s, via, at('DestinationRule')),
    ...foreignSubsets(s, via),
    ...callersElsewhere(s).filter((namespace) => !foreignCallers(s).includes(namespace)).map((namespace) => subsets(s, via, { id: `EgressDestinationRule-${namespace}`, name: joined(qualified(s.namespace, s.name), 'egress'), namespace })),
    ...s.hosts.map((_, i) => istioSlot('VirtualService', at('VirtualService', i), () => routes(s, via, i))),
    istioSlot('AuthorizationPolicy', { id: 'EgressAuthorizationPolicy', name: joined(qualified(s.namespace, s.name), 'egress'), namespace: via.namespace }, () => access(s, via)),
  ];
}

/** The namespaces of callers that belong to other owners. */
function foreignCallers(s: ServiceModel): readonly string[] {
  return [...new Set(arrivingCalls(s).flatMap((c) => (c.caller?.client === undefined ? [] : [c.caller.namespace])))].filter((n) => n !== s.namespace).sort();
}

/**
 * Settings of other owners' callers for the gateway, in the gateway's namespace, which a proxy reads if its own namespace has none. All rules for one gateway
 * must be visible in the same namespaces, or istiod does not merge them.
 */
function foreignSubsets(s: ServiceModel, via: EgressModel): readonly Slot[] {
  if (foreignCallers(s).length === 0) return [];
  const where = { id: 'EgressDestinationRule-foreign', name: joined(qualified(s.namespace, s.name), 'egress'), namespace: via.namespace };
  return [subsets(s, via, where, ExportTo.everywhere())];
}

/** The settings of one namespace's callers for the gateway, for each host. */
function subsets(s: ServiceModel, via: EgressModel, where: Place, exportedTo = ExportTo.sameNamespace()): Slot {
  return istioSlot('DestinationRule', where, () => ({
    host: via.host,
    subsets: s.hosts.map((sni, i) => ({
      name: subsetOf(s, i),
      trafficPolicy: { portLevelSettings: arrivals(s).map((port) => ({ port, tls: ClientTls.istioMutual({ sni }) })) },
    })),
    exportTo: [exportedTo],
  }));
}

/** Rules of several services for one gateway are merged, so each has its own subsets: services in different namespaces can have the same name. */
function subsetOf(s: ServiceModel, index: number): string {
  return numbered(qualified(s.namespace, s.name), index);
}

/** The gateway ports at which traffic to the service arrives. */
function arrivals(s: ServiceModel): readonly number[] {
  return [...new Set(s.ports.map((p) => egressPort(p, s.ports)))];
}

/** The servers for a host: one for requests, and one for each TCP port. */
function servers(s: ServiceModel, host: string, index: number): readonly Server[] {
  const common = (p: PortModel, prefix: string) => ({ hosts: [host], port: egressPort(p, s.ports), portName: numbered(`${prefix}${p.name}`, index), tls: ServerTls.istioMutual() });
  return [
    ...s.ports.filter(carriesHttp).slice(0, 1).map((p) => Server.https(common(p, 'https-'))),
    ...s.ports.filter((p) => !carriesHttp(p)).map((p) => Server.tls(common(p, p.name.startsWith('tls') ? '' : 'tls-'))),
  ];
}

/** The two routes to a host: from the caller to the gateway, and from there to the host. */
function routes(whole: ServiceModel, via: EgressModel, index: number): SpecInput<'VirtualService'> {
  const s = perHost(whole)[index];
  const [host] = s.hosts;
  const gateway = GatewayRef.named(joined(whole.name, 'egress'), whole.namespace);
  const inside = (port: number) => ({ gateways: [GatewayRef.mesh()], port });
  const outside = (port: number) => ({ gateways: [gateway], port });
  const toGateway = (p: PortModel) => [{ destination: place(via.host, egressPort(p, s.ports), subsetOf(whole, index)) }];
  const requests = s.ports.filter(carriesHttp);
  const mark = requests.length > 1;
  return {
    hosts: s.hosts,
    gateways: [GatewayRef.mesh(), gateway],
    http: nonEmpty(requests.flatMap((p): Array<Input<HttpRoute>> => [
      { match: [inside(p.port)], route: toGateway(p), headers: mark ? { request: { set: { [PORT_HEADER]: String(p.port) } } } : undefined },
      ...fromGateway(s, p, mark).map((r) => ({ ...r, match: (r.match ?? [{}]).map((m) => ({ ...m, gateways: [gateway] })) })),
    ])),
    tls: nonEmpty(s.ports.filter(carriesTls).map((p) => ({ match: [{ ...inside(p.port), sniHosts: [host] }], route: toGateway(p) }))),
    tcp: nonEmpty(s.ports.filter((p) => !carriesHttp(p)).flatMap((p) => [
      ...carriesTls(p) ? [] : [{ match: [inside(p.port)], route: toGateway(p) }],
      { match: [outside(egressPort(p, s.ports))], route: [{ destination: place(host, p.port) }] },
    ])),
    exportTo: exportTo(whole),
  };
}

/** The gateway's routes. The gateway applies the service's rules, because a caller's proxy only sees the gateway. */
function fromGateway(s: ServiceModel, p: PortModel, mark: boolean): Array<Input<HttpRoute>> {
  const port = egressPort(p, s.ports);
  const extra = mark ? { port, headers: { [PORT_HEADER]: { kind: 'exact' as const, value: String(p.port) } } } : { port };
  return inOrder(withDefault(s)).flatMap(({ rule, matches }) => {
    const here = matches.filter((m) => m.port === undefined || m.port === p.port);
    if (matches.length > 0 && here.length === 0) {
      return [];
    }
    const patterns = here.map((m) => ({ ...m, headers: mark ? { ...m.headers, ...extra.headers } : m.headers }));
    const backends = backendsOrSplit(rule, s).map((b) => (b.service === s ? { ...b, port: p.port } : b));
    const requestHeaders = mark ? { ...rule.requestHeaders, remove: [...rule.requestHeaders?.remove ?? [], PORT_HEADER] } : rule.requestHeaders;
    return httpRoutes({ ...rule, requestHeaders }, patterns, backends, patterns.length > 0 ? { port } : extra);
  });
}

/** Who may use the gateway for the service: its declared callers, each limited to the hosts and requests of its call. */
function access(s: ServiceModel, via: EgressModel): SpecInput<'AuthorizationPolicy'> {
  const closed = s.namespaceModel?.denyByDefault ?? s.mesh.denyByDefault;
  const calls = arrivingCalls(s).filter((c) => c.identity);
  const named = when(s.hosts);
  const requests = s.ports.filter(carriesHttp);
  const portsOf = (list: readonly PortModel[]) => nonEmpty([...new Set(list.flatMap((p) => via.podPorts(egressPort(p, s.ports))))]);
  const bytes = portsOf(s.ports.filter((p) => !carriesHttp(p)));
  const of = (c: CallModel, ports: readonly PortModel[]) => ports.filter((p) => c.ports.length === 0 || c.ports.includes(p.port));
  const inRequests = calls.filter((c) => of(c, requests).length > 0);
  // calls with request conditions can't be matched on connections, and are excluded
  const inConnections = calls.filter((c) => c.methods.length === 0 && c.paths.length === 0 && of(c, s.ports.filter((p) => !carriesHttp(p))).length > 0);
  // the gateway routes by this header, so a client that forges it can only reach declared ports
  const toPorts = (c: CallModel) => (of(c, requests).length < requests.length ? [Condition._on(`request.headers[${PORT_HEADER}]`, { values: of(c, requests).map((p) => String(p.port)) })] : []);
  const operation = (methods: readonly string[], paths: readonly string[]) => ({
    ports: portsOf(requests), hosts: hostForms(s.hosts, true, []), methods: nonEmpty(methods), paths: nonEmpty(paths),
  });
  const rules: Array<Input<AuthorizationRule>> = closed
    ? [
      ...inRequests.map((c) => ({ from: [{ principals: [principalOf(c.identity!)] }], to: [operation(c.methods, c.target === s ? c.paths : [])], when: [...named, ...toPorts(c)] })),
      ...inConnections.length > 0 ? [{ from: [{ principals: [...new Set(inConnections.map((c) => principalOf(c.identity!)))].sort() }], to: bytes && [{ ports: bytes }], when: named }] : [],
    ]
    : [{ when: named }];
  const [first, ...rest] = new Map(rules.map((r) => [JSON.stringify(r), r])).values();
  return { selector: via.selector, action: 'ALLOW', rules: first && [first, ...rest] };
}

/** Connections with the server names of hosts. */
function when(hosts: readonly string[]): Condition[] {
  return [Condition._on('connection.sni', { values: [...hosts] })];
}
