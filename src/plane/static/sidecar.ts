import { accessFilters, callPolicies } from './access';
import { apart, authorizersOf, type Authorizer, authorizerCluster, authorizerFilters } from './authorizer';
import { clusters, keysCluster, localCluster } from './cluster';
import { bootstrap, httpManager, listener, serverTls, tcpProxy } from './listener';
import { routes } from './route';
import { keyServers, tokenFilters } from './token';
import { CERTIFICATES, clusterName, inboundPort, type Json, portOfBackend, targetPort } from './values';
import { backendsOrSplit, withDefault } from '../../model/compose';
import { denies, mtlsOf, defaultBackends } from '../../model/effective';
import { inOrder } from '../../model/order';
import { perHost } from '../../model/per-host';
import type { BackendModel } from '../../model/route';
import { carriesBytes, carriesHttp, carriesTls, type PortModel, reachOf, type ServiceModel } from '../../model/service';

/** The services that a service calls, each once. */
export function called(s: ServiceModel): readonly ServiceModel[] {
  return [...new Set(s.calls.map((c) => c.target))];
}

/** The loopback address of a called service in its callers' pods, so that ports of services don't collide. */
export function loopback(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

/** The bootstrap of a service's sidecar: its inbound listeners, and a listener for each service that it calls. */
export function sidecarBootstrap(s: ServiceModel, known: readonly Authorizer[] = []): string {
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  const reached = new Set(called(s).flatMap((t) => [...reachOf(t)]));
  return bootstrap(
    `sidecar~${s.name}.${s.namespace}`,
    `${s.name}.${s.namespace}`,
    [...ports.map((p) => inbound(s, p, known)), ...called(s).flatMap((t, i) => t.ports.filter((p) => p.protocol !== 'udp').map((p) => outbound(t, p, loopback(i))))],
    [
      ...ports.map((p) => localCluster(local(p), p, targetPort(s, p))), ...[...reached].flatMap(perHost).flatMap(clusters), ...keyServers(s.jwt).map(keysCluster),
      ...apart(authorizersOf(s.access, known), called(s)).map(authorizerCluster),
    ],
  );
}

function local(p: PortModel): string {
  return `inbound|${p.port}`;
}

function inbound(s: ServiceModel, p: PortModel, known: readonly Authorizer[]): Json {
  const name = `inbound_${p.port}`;
  const mode = mtlsOf(s, p);
  const calls = callPolicies(s, p);
  const deny = denies(s); // a plaintext port sees no identity, so nobody is allowed, as on the Istio API plane
  const here = { port: p.port, target: targetPort(s, p) };
  const asking = { known, called: called(s) };
  const filters = carriesHttp(p)
    ? [httpManager(
      name,
      [{ name: 'local', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: local(p), timeout: '0s' } }] }],
      [...tokenFilters(s.jwt), ...authorizerFilters('http', s.access, here, asking), ...accessFilters('http', s.access, calls, deny, here)],
      { inbound: true, identity: mode !== 'disable' },
    )]
    : [...authorizerFilters('network', s.access, here, asking), ...accessFilters('network', s.access, calls, deny, here), tcpProxy(name, [{ name: local(p) }])];
  const tls = { transport_socket: serverTls(CERTIFICATES, { clientAuth: 'required', minVersion: '1.2', cipherSuites: [], subjectAltNames: [] }), filters };
  const chains = mode === 'strict' ? [tls] : mode === 'disable' ? [{ filters }] : [{ ...tls, filter_chain_match: { transport_protocol: 'tls' } }, { filters }];
  return listener(name, '0.0.0.0', inboundPort(s, p), chains, mode === 'permissive');
}

function outbound(t: ServiceModel, p: PortModel, address: string): Json {
  const name = `outbound_${p.port}_${t.hosts[0]}`;
  const views = perHost(t);
  if (carriesHttp(p)) {
    const hosts = views.map((v) => ({ name: views.length === 1 ? t.name : v.hosts[0], domains: views.length === 1 ? ['*'] : [v.hosts[0], `${v.hosts[0]}:*`], routes: outboundRoutes(v, p) }));
    return listener(name, address, p.port, [{ filters: [httpManager(name, hosts, [])] }], false);
  }
  if (carriesTls(p)) {
    const chains = views.flatMap((v) => tlsChains(v, p, name, views.length > 1));
    return listener(name, address, p.port, chains, chains.some((c) => c.filter_chain_match !== undefined));
  }
  if (views.length > 1) {
    throw new Error(`external service '${t.path}': connections to port ${p.port} (${p.protocol}) don't show which of its hosts they are for (${t.hosts.join(', ')}); create an external service for each host`);
  }
  const rule = t.tcpRules.find((r) => r.port === undefined || r.port === p.port);
  return listener(name, address, p.port, [connections(t, p, name, rule?.backends ?? defaultBackends(t), carriesBytes)], false);
}

function outboundRoutes(t: ServiceModel, p: PortModel): Json[] {
  return inOrder(withDefault(t)).flatMap(({ rule, matches }) => {
    const here = matches.filter((m) => m.port === undefined || m.port === p.port);
    return matches.length > 0 && here.length === 0 ? [] : routes(rule, here, backendsOrSplit(rule, t), p.port);
  });
}

/** The filter chains for TLS to a service, by server name if rules or hosts depend on it. */
function tlsChains(t: ServiceModel, p: PortModel, name: string, byHost: boolean): Json[] {
  const rules = t.tlsRules.filter((r) => r.port === undefined || r.port === p.port);
  const named = rules.map((r) => ({ filter_chain_match: { server_names: r.sniHosts }, ...connections(t, p, name, r.backends, carriesTls) }));
  if (byHost && rules.some((r) => r.sniHosts.includes(t.hosts[0]))) {
    return named;
  }
  return [...named, { ...(byHost ? { filter_chain_match: { server_names: t.hosts } } : {}), ...connections(t, p, name, defaultBackends(t), carriesTls) }];
}

function connections(t: ServiceModel, p: PortModel, name: string, backends: readonly BackendModel[], fits: (port: PortModel) => boolean): Json {
  return {
    filters: [tcpProxy(name, backends.map((b) => {
      const port = b.service === t && b.port === undefined ? p : portOfBackend(b, p.port, fits);
      return { name: clusterName(b.service, b.version, port), weight: b.weight };
    }))],
  };
}
