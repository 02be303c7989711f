import { throughSplits } from './compose';
import type { BackendModel, TcpRuleModel, TlsRuleModel } from './route';
import { byClusterSet, carriesTls, type PortModel, portOf, type ServiceModel } from './service';
import { waypointOf } from './waypoint';

/** Whether a proxy at the edge has to apply the rules of a backend itself: it only evaluates the rules of one place. */
function applies(b: BackendModel): boolean {
  return !b.version && b.service.kind === 'kubernetes' && !waypointOf(b.service)?.ingress;
}

/** A TCP rule of a gateway, combined with the rules and splits of the services that it routes to. */
export function composeTcpAtEdge(rule: TcpRuleModel, listenerPort: number, fits: (p: PortModel) => boolean): TcpRuleModel {
  return { ...rule, backends: through(rule.backends.map((b) => ({ ...b, port: portOf(b, listenerPort, fits) })), (b) => (applies(b) ? inside(b, plain(b.service, b.port)) : [])) };
}

/** A TLS passthrough rule of a gateway: one for each server name that a service matches, and one for the rest. */
export function composeTlsAtEdge(rule: TlsRuleModel, listenerPort: number): readonly TlsRuleModel[] {
  const backends = rule.backends.map((b) => ({ ...b, port: portOf(b, listenerPort, carriesTls) }));
  const [only] = backends;
  const inner = backends.length === 1 && applies(only) ? only.service.tlsRules.filter((r) => r.port === undefined || only.port === undefined || r.port === only.port) : [];
  const taken = new Set<string>();
  const named = inner.flatMap((r): TlsRuleModel[] => {
    const sniHosts = both(rule.sniHosts, r.sniHosts).filter((name) => !taken.has(name));
    sniHosts.forEach((name) => taken.add(name));
    return sniHosts.length === 0 ? [] : [{ sniHosts, backends: inside(only, r.backends) }];
  });
  const left = rule.sniHosts.filter((name) => !taken.has(name));
  return left.length === 0 ? named : [...named, { ...rule, sniHosts: left, backends: through(backends, (b) => (applies(b) ? inside(b, b.service.split) : [])) }];
}

/** The parts of backends; a single one as its service declares them. */
function through(backends: readonly BackendModel[], parts: (b: BackendModel) => readonly BackendModel[]): readonly BackendModel[] {
  const own = backends.length === 1 ? parts(backends[0]) : [];
  return own.length > 0 ? own : throughSplits(backends, parts);
}

/** The destinations of connections to a service port: by its first rule for the port that doesn't depend on the caller, else by its split. */
function plain(s: ServiceModel, port: number | undefined): readonly BackendModel[] {
  const rule = s.tcpRules.find((r) => (r.port === undefined || port === undefined || r.port === port) && !r.sourceLabels && !r.destinationSubnets?.length);
  return rule?.backends ?? s.split;
}

/** Backends of a service's own rule, as reached through the backend that leads to it. */
function inside(outer: BackendModel, backends: readonly BackendModel[]): readonly BackendModel[] {
  const own = outer.clusterSet ? byClusterSet(outer.service, backends) : backends;
  return own.map((b) => (b.service === outer.service ? { ...b, port: b.port ?? outer.port } : b));
}

/** The server names that both sides match, including wildcards. */
function both(outer: readonly string[], inner: readonly string[]): readonly string[] {
  return [...new Set(outer.flatMap((o) => inner.flatMap((i) => (covers(o, i) ? [i] : covers(i, o) ? [o] : []))))];
}

function covers(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));
}
