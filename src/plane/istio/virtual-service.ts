import { httpRoutes } from './http-route';
import { listenerMatch } from './listener-match';
import { istioSlot } from './slot';
import { ifSet, shares, nonEmpty } from './values';
import { GatewayRef } from '../../istio/api/gateway-ref';
import type { HttpRoute } from '../../istio/api/http-route';
import type { SpecInput } from '../../istio/api/kinds';
import type { TcpRoute, TlsRoute } from '../../istio/api/l4-route';
import type { Input } from '../../istio/write/json';
import { backendsOrSplit, composeAtEdge, withDefault } from '../../model/compose';
import { composeTcpAtEdge, composeTlsAtEdge } from '../../model/compose-connections';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import { qualified } from '../../model/object-name';
import { inOrder } from '../../model/order';
import type { BackendModel, TcpRuleModel, TlsRuleModel } from '../../model/route';
import { closedTlsRules } from '../../model/server-names';
import { carriesBytes, carriesHttp, carriesTls, type PortModel, portOf, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

/** Whether a service has rules that need a VirtualService. */
export function hasRoutes(s: ServiceModel): boolean {
  return hasHttp(s) || s.tlsRules.length > 0 || s.tcpRules.length > 0;
}

/** The VirtualService of a service's own rules, for callers in the mesh. */
export function serviceRoutes(s: ServiceModel): SpecInput<'VirtualService'> {
  const tls = closedTlsRules(s);
  return {
    hosts: hostsOf(s, tls),
    http: s.ports.some(carriesHttp) && hasHttp(s) ? nonEmpty(meshHttp(s)) : undefined,
    tls: nonEmpty(tls.map((r) => tlsRoute(s, r))),
    tcp: nonEmpty([...s.tcpRules, ...tcpSplit(s)].flatMap((r) => tcpRoutes(s, r))),
  };
}

/** The callers' rules for another owner's service, instead of the owner's: ports without a rule route to the service as a whole. */
export function clientRoutes(s: ServiceModel): SpecInput<'VirtualService'> {
  const routes = serviceRoutes(s);
  const tls = closedTlsRules(s, () => true);
  const ruled = [...s.tcpRules, ...tcpSplit(s)];
  const tcp = s.ports.filter((p) => carriesBytes(p) && !ruled.some((r) => r.port === undefined || r.port === p.port))
    .flatMap((p) => tcpRoutes(s, { port: p.port, backends: [{ service: s }] }));
  return {
    ...routes,
    hosts: hostsOf(s, tls),
    http: s.ports.some(carriesHttp) ? nonEmpty(meshHttp(s)) : undefined,
    tls: nonEmpty(tls.map((r) => tlsRoute(s, r))),
    tcp: nonEmpty([...routes.tcp ?? [], ...tcp]),
  };
}

/**
 * The service's own rules, for its multi-cluster host. That host has no other routes, so ports without a rule are included too.
 *
 * @param ports those that the host has
 * @param to maps their destinations
 */
export function clusterSetRoutes(
  s: ServiceModel, host: string, ports: readonly PortModel[], to: (backends: readonly BackendModel[]) => readonly BackendModel[] = (b) => b,
): SpecInput<'VirtualService'> {
  // a server name belongs to one VirtualService: rules for other names stay in the service's own VirtualService
  const tls = s.tlsRules.filter((r) => r.sniHosts.some((h) => s.hosts.includes(h))).map((r) => ({ ...r, sniHosts: [host], backends: to(r.backends) }));
  const tcp = ports.some(carriesBytes) ? [...s.tcpRules, ...tcpSplit(s)].map((r) => ({ ...r, backends: to(r.backends) })) : [];
  const rest = (rules: ReadonlyArray<{ readonly port?: number }>, carries: (p: PortModel) => boolean) => ports
    .filter((p) => carries(p) && !rules.some((r) => r.port === undefined || r.port === p.port))
    .map((p) => ({ port: p.port, backends: to([{ service: s }]) }));
  return {
    hosts: [host],
    http: s.ports.some(carriesHttp) ? nonEmpty(meshHttp(s, to)) : undefined,
    tls: nonEmpty([...tls, ...rest(tls, carriesTls).map((r) => ({ ...r, sniHosts: [host] }))].map((r) => tlsRoute(s, r))),
    tcp: nonEmpty([...tcp, ...rest(tcp, carriesBytes)].flatMap((r) => tcpRoutes(s, r))),
  };
}

function hasHttp(s: ServiceModel): boolean {
  return s.split.length > 0 || s.httpRules.length > 0;
}

/** Rules for every HTTP port; with several ports, each has its own rules, since a destination names a port. */
function meshHttp(s: ServiceModel, to: (backends: readonly BackendModel[]) => readonly BackendModel[] = (b) => b): Array<Input<HttpRoute>> {
  const ports = s.ports.length > 1 ? s.ports.filter(carriesHttp) : [undefined];
  const isClosed = (port: PortModel | undefined) => withDefault(s, port?.port).length === s.httpRules.length;
  return inOrder(withDefault(s)).flatMap(({ rule, matches }) => ports.flatMap((port) => {
    const here = matches.filter((m) => m.port === undefined || port === undefined || m.port === port.port);
    if ((matches.length > 0 && here.length === 0) || (!s.httpRules.includes(rule) && isClosed(port))) {
      return [];
    }
    const near = port?.port ?? s.ports[0].port;
    const at = (b: BackendModel) => ({ ...b, port: portOf(b, near, carriesHttp) });
    const mirrors = rule.mirrors?.map((m) => ({ ...m, backend: at(to([m.backend])[0]) }));
    return httpRoutes({ ...rule, mirrors }, here, to(backendsOrSplit(rule, s)).map(at), port ? { port: port.port } : {});
  }));
}

/** A split also applies to connections: on each TCP port without its own rule. */
function tcpSplit(s: ServiceModel): readonly TcpRuleModel[] {
  const ruled = (p: PortModel) => s.tcpRules.some((r) => (r.port === undefined || r.port === p.port) && !r.sourceLabels && !r.destinationSubnets?.length);
  const ports = s.ports.filter((p) => (carriesBytes(p) || carriesTls(p)) && !ruled(p));
  return s.split.length === 0 ? [] : s.ports.length === 1 ? ports.map(() => ({ backends: s.split })) : ports.map((p) => ({ port: p.port, backends: s.split }));
}

/** istiod requires each server name to be a host of the object. */
const hostsOf = (s: ServiceModel, tls: readonly TlsRuleModel[]): string[] => [...new Set([...s.hosts, ...tls.flatMap((r) => r.sniHosts)])];

function tlsRoute(s: ServiceModel, r: TlsRuleModel): Input<TlsRoute> {
  const port = r.port ?? (s.ports.length > 1 ? s.ports.find(carriesTls)?.port : undefined);
  return { match: [{ sniHosts: r.sniHosts, port }], route: shares(r.backends, (b) => portAt(s, b, port, carriesTls) ?? portAt(s, b, port, carriesBytes)) };
}

function tcpRoutes(s: ServiceModel, r: TcpRuleModel): Array<Input<TcpRoute>> {
  const ports = r.port !== undefined ? [r.port] : s.ports.length > 1 ? s.ports.filter((p) => !carriesHttp(p) && p.protocol !== 'udp').map((p) => p.port) : [undefined];
  return ports.map((port) => {
    const match = ifSet({ port, destinationSubnets: nonEmpty(r.destinationSubnets), sourceLabels: nonEmpty(r.sourceLabels) });
    return { match: match && [match], route: shares(r.backends, (b) => portAt(s, b, port, (p) => carriesBytes(p) || carriesTls(p))) };
  });
}

/** The port of a backend for connections to a service port: the same port for the service itself, and a matching one for another. */
function portAt(s: ServiceModel, b: BackendModel, port: number | undefined, fits: (p: PortModel) => boolean): number | undefined {
  return b.service === s ? b.port ?? port : portOf(b, port ?? s.ports[0]?.port, fits);
}

/** Hosts of a gateway that are routed by the same listeners. */
interface HostGroup {
  readonly hosts: string[];
  readonly listeners: readonly ListenerModel[];
}

/** Every host of a gateway in exactly one group, so that no two VirtualServices have the same host. */
function hostGroups(g: GatewayModel): readonly HostGroup[] {
  const byHost = new Map<string, ListenerModel[]>();
  for (const l of g.listeners.filter((one) => one.delegate === undefined)) {
    if (l.httpRules.length + l.tlsRules.length + l.tcpRules.length > 0) {
      l.hosts.forEach((h) => byHost.set(h, [...(byHost.get(h) ?? []), l]));
    }
  }
  const groups: HostGroup[] = [];
  for (const [h, listeners] of byHost) {
    const same = groups.find((g2) => g2.listeners.length === listeners.length && g2.listeners.every((l, i) => l === listeners[i]));
    if (same) {
      same.hosts.push(h);
    } else {
      groups.push({ hosts: [h], listeners });
    }
  }
  return groups;
}

/** The VirtualServices of a gateway: one for each group of hosts. */
export function gatewayRoutes(g: GatewayModel): readonly Slot[] {
  const name = (host: string) => (g.home === undefined ? qualified(g.name, host) : qualified(g.home, g.name, host));
  return [...delegateSlots(g), ...hostGroups(g).map(({ hosts: [first] }) => istioSlot('VirtualService', { id: `VirtualService-${qualified(first)}`, name: name(first), namespace: g.namespace }, () => {
    const { hosts, listeners } = hostGroups(g).find((group) => group.hosts[0] === first)!;
    return {
      hosts,
      gateways: [GatewayRef.named(g.name, g.home ?? g.namespace)],
      http: nonEmpty(listeners.flatMap((l) =>
        composeAtEdge(l.httpRules, l.port).flatMap((rule) => httpRoutes(rule, rule.matches, rule.backends, listenerMatch(l, hosts, g.listeners))))),
      tls: nonEmpty(listeners.flatMap((l) => l.tlsRules.flatMap((r) => composeTlsAtEdge(r, l.port)).map((r) => ({
        match: [{ port: l.port, sniHosts: r.sniHosts }],
        route: shares(r.backends, (b) => portOf(b, l.port, carriesTls)),
      })))),
      tcp: nonEmpty(listeners.flatMap((l) => l.tcpRules.map((r) => composeTcpAtEdge(r, l.port, carriesBytes)).map((r) => ({
        match: [{ port: l.port }],
        route: shares(r.backends, (b) => portOf(b, l.port, carriesBytes)),
      })))),
    };
  }))];
}

/** The routes that a gateway's owner delegates to this app: one object for each name, without hosts, which belong to the owner. */
function delegateSlots(g: GatewayModel): readonly Slot[] {
  const led = g.listeners.filter((l) => l.delegate !== undefined && l.httpRules.length > 0);
  return [...new Set(led.map((l) => l.delegate!))].map((name) => istioSlot('VirtualService', { id: `VirtualService-delegate-${name}`, name, namespace: g.namespace }, () => ({
    http: led.filter((l) => l.delegate === name).flatMap((l) => composeAtEdge(l.httpRules, l.port).flatMap((rule) => httpRoutes(rule, rule.matches, rule.backends))),
  })));
}
