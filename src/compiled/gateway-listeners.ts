import { forWorkload } from './destination-rules';
import type { DownstreamTls, FilterChain, Listener, Source, StringMatch } from './form';
import { endsHttps, isPassthrough, takeHosts, type MergedGateways, type Server, type ServerGroup } from './gateways';
import { connectionManager, TLS_INSPECTOR } from './http-filters';
import type { MeshSettings } from './mesh';
import { chainMatch, routed, tcpPolicy, type L4Context } from './outbound-listeners';
import type { L4Destination, L4Match, ServerTlsSpec } from './resources';
import { sniCluster } from './route';
import { UNSPECIFIED, type MeshService } from './services';
import type { MeshVirtualService } from './virtual-services';
import { hostsMatch, isSubsetOf } from '../world/hosts';
import { isHttp, parseProtocol } from '../world/protocol';

export interface GatewayListenerContext extends L4Context {
  readonly mesh: MeshSettings;
  readonly services: readonly MeshService[];
  /** VirtualServices of a Gateway, by the Gateway's name */
  virtualServices(gateway: string): readonly MeshVirtualService[];
}

interface Chain {
  readonly sni?: readonly string[];
  readonly alpn?: readonly string[];
  readonly tls?: DownstreamTls;
  readonly filter: FilterChain['filter'];
  readonly origin?: Source;
}

/** Listeners of a gateway: one for each address and port of its servers. */
export function gatewayListeners(merged: MergedGateways, context: GatewayListenerContext): Listener[] {
  const byName = new Map<string, { readonly bind: string; readonly port: number; readonly chains: Chain[]; readonly origin: Source }>();
  const sniHosts = new Map<number, Map<string, string>>();
  for (const group of merged.groups) {
    const bind = group.bind || UNSPECIFIED;
    const name = `${bind}_${group.port}`;
    let taken = sniHosts.get(group.port);
    if (!taken) sniHosts.set(group.port, taken = new Map());
    const chains = chainsOf(group, taken, context);
    const known = byName.get(name);
    if (known) known.chains.push(...chains); else byName.set(name, { bind, port: group.port, chains, origin: group.servers[0].origin });
  }
  return [...byName].filter(([, { chains }]) => chains.length).map(([name, { bind, port, chains, origin }]) => ({
    name,
    address: bind,
    port,
    trafficDirection: 'OUTBOUND' as const,
    filterChains: chains.map((c) => ({ match: chainMatch(c), ...(c.tls ? { tls: c.tls } : {}), filter: c.filter, ...(c.origin ? { origin: c.origin } : {}) })),
    ...(chains.some((c) => c.sni?.length || c.tls?.alpn?.length) ? { listenerFilters: [{ name: TLS_INSPECTOR }] } : {}),
    origin,
  }));
}

function chainsOf(group: ServerGroup, taken: Map<string, string>, context: GatewayListenerContext): Chain[] {
  const { mesh } = context;
  const protocol = parseProtocol(group.protocol);
  if (isHttp(protocol)) {
    return [{ filter: connectionManager({ kind: 'gateway', protocol, mesh }, { routeConfigName: group.routeName }), origin: group.servers[0].origin }];
  }
  return group.servers.flatMap((server): Chain[] => {
    const { spec, origin, sniHosts } = server;
    if (endsHttps(server)) {
      const manager = connectionManager({ kind: 'gateway', protocol: server.protocol, mesh }, { routeConfigName: server.routeName! });
      return [{ sni: sniHosts, tls: downstreamTls(server, true), filter: manager, origin }];
    }
    if (isPassthrough(spec)) return spec.tls!.mode === 'AUTO_PASSTHROUGH' ? autoPassthrough(server, context) : passthrough(server, taken, context);
    const found = tcpRoute(server, context);
    return found ? [{ ...(spec.tls ? { sni: sniHosts, tls: downstreamTls(server, false) } : {}), filter: found, origin }] : [];
  });
}

/** The first TCP route that matches the server. */
function tcpRoute(server: Server, context: GatewayListenerContext): FilterChain['filter'] | undefined {
  const to = (route: readonly L4Destination[], origin: Source) => routed(route, server.port, origin, context);
  for (const vs of context.virtualServices(server.gateway)) {
    if (!overlaps(server, vs)) continue;
    for (const { spec, origin } of vs.tcp) {
      if (spec.route?.length && (!spec.match?.length || spec.match.some((m) => applies(m, server)))) return to(spec.route, origin);
    }
    // TLSRoutes at a listener that terminates TLS
    if (vs.item.key !== 'TLSRoute') continue;
    for (const { spec, origin } of vs.tls) if (spec.route?.length && (spec.match ?? []).some((m) => applies(m, server))) return to(spec.route, origin);
  }
  return undefined;
}

/** Whether the server accepts a VirtualService: by one of its hosts, as seen from the VirtualService's namespace. */
function overlaps({ hosts }: Server, { hosts: own, namespace }: MeshVirtualService): boolean {
  return hosts.some((host) => {
    const slash = host.indexOf('/');
    if (slash >= 0 && host.slice(0, slash) !== namespace) return false;
    const name = host.slice(slash + 1);
    return own.some((h) => hostsMatch(name, h));
  });
}

const applies = ({ port, gateways }: L4Match, server: Server): boolean => (!port || port === server.port) && (!gateways?.length || gateways.includes(server.gateway));

/** TLS passthrough by server name: a chain for each match of a TLS route. */
function passthrough(server: Server, taken: Map<string, string>, context: GatewayListenerContext): Chain[] {
  const out: Chain[] = [];
  for (const vs of context.virtualServices(server.gateway)) {
    if (!overlaps(server, vs)) continue;
    for (const { spec, origin } of vs.tls) {
      if (!spec.route?.length) continue;
      (spec.match ?? []).forEach((match, i) => {
        const names = match.sniHosts ?? [];
        if (!applies(match, server) || !takeHosts(names, server.spec.bind ?? '', taken)) return;
        out.push({ sni: names, filter: routed(spec.route!, server.port, origin, context), origin: { object: origin.object, pointer: `${origin.pointer}/match/${i}` } });
      });
    }
  }
  return out;
}

/** Mesh mutual TLS passthrough to the cluster in the server name. */
function autoPassthrough({ sniHosts = [], origin }: Server, context: GatewayListenerContext): Chain[] {
  return context.services.flatMap((service) => {
    if (service.external || !sniHosts.some((h) => isSubsetOf(service.host, h))) return [];
    const rule = forWorkload(context.rules(service.host), context.namespace, context.labels);
    const subsets = ['', ...(rule?.subsets ?? []).map((s) => s.spec.name ?? '')];
    return service.ports.filter((p) => p.protocol !== 'UDP').flatMap(({ port }) => subsets.map((subset): Chain => {
      const name = sniCluster(service.host, port, subset);
      return { sni: [name], alpn: MTLS_ALPN, filter: { kind: 'tcp', clusters: [{ name }], ...tcpPolicy(rule, subset), origin }, origin };
    }));
  });
}
const MTLS_ALPN = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'];

const exact = (names: readonly string[] | undefined): StringMatch[] | undefined => (names?.length ? names.map((value) => ({ kind: 'exact', value })) : undefined);
const sdsName = (name: string): string => (name === 'builtin://' ? 'default' : name === 'builtin://-cacert' ? 'ROOTCA' : /^[\w-]+:\/\//.test(name) ? name : `kubernetes://${name}`);

/** The TLS settings with which a server terminates TLS. */
function downstreamTls({ spec, protocol, origin }: Server, http: boolean): DownstreamTls {
  const tls = spec.tls!;
  const { mode, subjectAltNames } = tls;
  const mutual = mode === 'MUTUAL' || mode === 'ISTIO_MUTUAL';
  const validated = mutual || mode === 'OPTIONAL_MUTUAL';
  const names = exact(subjectAltNames);
  const tcp = !http && !isHttp(protocol) && protocol !== 'HTTPS';
  return {
    requireClientCertificate: mutual,
    ...secrets(tls, validated, names),
    alpn: mode === 'ISTIO_MUTUAL' && tcp ? ['istio-peer-exchange', 'h2', 'http/1.1'] : ['h2', 'http/1.1'],
    ...(mode === 'ISTIO_MUTUAL' ? {} : versions(tls)),
    origin: { object: origin.object, pointer: `${origin.pointer}/tls` },
  };
}

function secrets(tls: ServerTlsSpec, validated: boolean, names: StringMatch[] | undefined): Pick<DownstreamTls, 'certificates' | 'validation' | 'subjectAltNames'> {
  const subjectAltNames = names ? { subjectAltNames: names } : {};
  const several = tls.credentialNames?.length ? tls.credentialNames : undefined;
  if (tls.mode === 'ISTIO_MUTUAL') return { certificates: ['default'], validation: 'ROOTCA', ...subjectAltNames };
  if (several || tls.credentialName) {
    const authorities = tls.caCertCredentialName || `${several ? several[0] : tls.credentialName}-cacert`;
    return { certificates: (several ?? [tls.credentialName!]).map(sdsName), ...(validated ? { validation: sdsName(authorities) } : {}), ...subjectAltNames };
  }
  const pairs = tls.tlsCertificates?.length ? tls.tlsCertificates : [tls];
  const certificates = pairs.map((c) => (c.serverCertificate && c.privateKey ? `file-cert:${c.serverCertificate}~${c.privateKey}` : 'default'));
  return { certificates, ...(validated ? { validation: tls.caCertificates ? `file-root:${tls.caCertificates}` : 'ROOTCA', ...subjectAltNames } : {}) };
}

const VERSIONS: Readonly<Record<string, string>> = { TLSV1_0: 'TLSv1_0', TLSV1_1: 'TLSv1_1', TLSV1_2: 'TLSv1_2', TLSV1_3: 'TLSv1_3' };

function versions({ minProtocolVersion, maxProtocolVersion, cipherSuites }: ServerTlsSpec): Pick<DownstreamTls, 'minimumVersion' | 'maximumVersion' | 'cipherSuites'> {
  const [least, most] = [VERSIONS[minProtocolVersion ?? ''], VERSIONS[maxProtocolVersion ?? '']];
  return { ...(least ? { minimumVersion: least } : {}), ...(most ? { maximumVersion: most } : {}), ...(cipherSuites?.length ? { cipherSuites } : {}) };
}
