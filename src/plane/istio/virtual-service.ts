import { backendsOrSplit, composeAtEdge, withDefault } from '../../model/compose';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import { inOrder } from '../../model/order';
import type { BackendModel, TcpRuleModel, TlsRuleModel } from '../../model/route';
import { carriesBytes, carriesHttp, carriesTls, portOf, type ServiceModel } from '../../model/service';
import { compact, slug } from '../json';
import type { Slot } from '../plane';
import { destination, httpRoutes } from './http-route';

type Json = { [k: string]: any };

/** Whether a service has rules that need a VirtualService. */
export function hasRoutes(s: ServiceModel): boolean {
  return s.split.length > 0 || s.httpRules.length > 0 || s.tlsRules.length > 0 || s.tcpRules.length > 0;
}

/** The VirtualService of a service's own rules, for callers in the mesh. */
export function serviceRoutes(s: ServiceModel): Json {
  return compact({
    // istiod wants each server name to be a host of the object
    hosts: [...new Set([...s.hosts, ...s.tlsRules.flatMap((r) => r.sniHosts)])],
    http: s.ports.some(carriesHttp) ? meshHttp(s) : undefined,
    tls: s.tlsRules.map((r) => tlsRoute(s, r)),
    tcp: [...s.tcpRules, ...tcpSplit(s)].flatMap((r) => tcpRoutes(s, r)),
  });
}

/** Rules for every HTTP port; where there are several ports each has its own, since a destination names one. */
function meshHttp(s: ServiceModel): Json[] | undefined {
  if (s.split.length === 0 && s.httpRules.length === 0) {
    return undefined;
  }
  const ports = s.ports.length > 1 ? s.ports.filter(carriesHttp) : [undefined];
  return inOrder(withDefault(s)).flatMap(({ rule, matches }) => ports.flatMap((port) => {
    const here = matches.filter((m) => m.port === undefined || port === undefined || m.port === port.port);
    if (matches.length > 0 && here.length === 0) {
      return [];
    }
    const near = port?.port ?? s.ports[0].port;
    const at = (b: BackendModel) => ({ ...b, port: portOf(b, near, carriesHttp) });
    const mirrors = rule.mirrors?.map((m) => ({ ...m, backend: at(m.backend) }));
    return httpRoutes({ ...rule, mirrors }, here, backendsOrSplit(rule, s).map(at), port ? { port: port.port } : {});
  }));
}

/** A split holds for connections too, where the service has no requests. */
function tcpSplit(s: ServiceModel): readonly TcpRuleModel[] {
  return s.split.length > 0 && !s.ports.some(carriesHttp) && !s.ports.every((p) => p.protocol === 'tls' || p.protocol === 'https') ? [{ backends: s.split }] : [];
}

function tlsRoute(s: ServiceModel, r: TlsRuleModel): Json {
  const ports = s.ports.filter((p) => p.protocol === 'tls' || p.protocol === 'https');
  const port = r.port ?? (s.ports.length > 1 ? ports[0]?.port : undefined);
  return {
    match: [compact({ sniHosts: r.sniHosts, port })],
    route: r.backends.map((b) => compact({ destination: destination(b, b.port ?? (b.service === s ? port : undefined)), weight: b.weight })),
  };
}

function tcpRoutes(s: ServiceModel, r: TcpRuleModel): Json[] {
  const ports = r.port !== undefined ? [r.port] : s.ports.length > 1 ? s.ports.filter((p) => !carriesHttp(p) && p.protocol !== 'udp').map((p) => p.port) : [undefined];
  return ports.map((port) => {
    const match = compact({ port, destinationSubnets: r.destinationSubnets, sourceLabels: r.sourceLabels });
    return compact({
      match: Object.keys(match).length > 0 ? [match] : undefined,
      route: r.backends.map((b) => compact({ destination: destination(b, b.port ?? (b.service === s ? port : undefined)), weight: b.weight })),
    });
  });
}

/** Hosts of a gateway that are routed by the same listeners. */
interface HostGroup {
  readonly hosts: string[];
  readonly listeners: readonly ListenerModel[];
}

/** Every host of a gateway in exactly one group, so that no two VirtualServices speak for one host. */
function hostGroups(g: GatewayModel): readonly HostGroup[] {
  const byHost = new Map<string, ListenerModel[]>();
  for (const l of g.listeners) {
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
  return hostGroups(g).map(({ hosts: [first] }) => ({
    id: `VirtualService-${slug(first)}`,
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    name: slug(g.name, first),
    namespace: g.namespace,
    render: () => {
      const { hosts, listeners } = hostGroups(g).find((group) => group.hosts[0] === first)!;
      const several = g.listeners.filter((l) => l.hosts.some((h) => hosts.includes(h))).length > 1;
      return {
        spec: compact({
          hosts,
          gateways: [`${g.namespace}/${g.name}`],
          http: listeners.flatMap((l) =>
            composeAtEdge(l.httpRules, l.port).flatMap((rule) => httpRoutes(rule, rule.matches, rule.backends, several ? { port: l.port } : {}))),
          tls: listeners.flatMap((l) => l.tlsRules.map((r) => ({
            match: [{ port: l.port, sniHosts: r.sniHosts }],
            route: r.backends.map((b) => compact({ destination: destination(b, portOf(b, l.port, carriesTls)), weight: b.weight })),
          }))),
          tcp: listeners.flatMap((l) => l.tcpRules.map((r) => ({
            match: [{ port: l.port }],
            route: r.backends.map((b) => compact({ destination: destination(b, portOf(b, l.port, carriesBytes)), weight: b.weight })),
          }))),
        }),
      };
    },
  }));
}
