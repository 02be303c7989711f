import { isIpv4 } from './address';
import { sourceOf } from './age';
import type { PeerAuthentications } from './authentication';
import type { MergedRule } from './destination-rules';
import type { EndpointIndex, Endpoints } from './endpoints';
import type { Cluster, Endpoint, Source, StringMatch, UpstreamTls } from './form';
import type { MeshSettings } from './mesh';
import { isSniffed } from './outbound-routes';
import type { ClientTlsSpec, SubsetSpec, TrafficPolicySpec } from './resources';
import { cluster as clusterName, sniCluster } from './route';
import { isDynamic, type MeshPort, type MeshService } from './services';
import { balancing, circuitBreakers, outlierDetection, policyAt, poolFields, subsetPolicy, type Policy } from './traffic-policy';
import type { Protocol } from '../world/protocol';
import { matches } from '../world/selector';

export interface ClusterContext {
  readonly mesh: MeshSettings;
  readonly gateway: boolean;
  readonly endpoints: EndpointIndex;
  readonly authentication: PeerAuthentications;
  rule(service: MeshService): MergedRule | undefined;
}

export const isHttp2 = (p: Protocol): boolean => p === 'HTTP2' || p === 'GRPC' || p === 'GRPC-Web';
export const isHttp = (p: Protocol): boolean => isHttp2(p) || p === 'HTTP' || p === 'HTTP_PROXY';

/** The clusters of a service port: one for all endpoints, and one for each subset. */
export function clustersOf(service: MeshService, port: MeshPort, context: ClusterContext): Cluster[] {
  if (service.resolution === 'ALIAS' || port.protocol === 'UDP') return [];
  if (isDynamic(service)) return [];
  const rule = context.rule(service);
  const atPort = context.endpoints.byPort(service, port);
  const dns = service.resolution === 'DNS' || service.resolution === 'DNS_ROUND_ROBIN';
  const found: Found = { ...(dns ? atPort : context.endpoints.of(service, port)), atPort: atPort.list };
  const policy = policyAt(rule, port.port, context.mesh);
  const whole = build(service, port, '', undefined, discovery(service, context.gateway), policy, found, rule, context);
  return whole ? [whole, ...(rule?.subsets ?? []).flatMap((s) => build(service, port, s.spec.name ?? '', s, whole.type, subsetPolicy(policy, s.spec, port.port), found, rule, context) ?? [])] : [];
}

/** The clusters of a service for mutual TLS passthrough: they add no TLS, and only reach workloads with a proxy. */
export function sniDnatClusters(service: MeshService, context: ClusterContext): Cluster[] {
  if (service.external) return [];
  return service.ports.flatMap((port) => clustersOf(service, port, context)).map(({ tls, autoTls, proxyProtocol, endpoints, ...cluster }) => {
    const { port, subset } = cluster.service!;
    const mode = tlsModeOf(context.rule(service), subset, port);
    return {
      ...cluster,
      name: sniCluster(service.host, port, subset),
      endpoints: endpoints.filter((e) => e.tlsMode === 'istio' && (mode === undefined ? takesMutualTls(e, context) : mode === 'ISTIO_MUTUAL')),
    };
  });
}

/** The TLS mode that a rule sets for a port of a subset, or else of the host. */
function tlsModeOf(rule: MergedRule | undefined, subset: string, port: number): string | undefined {
  const at = (policy: TrafficPolicySpec | undefined): string | undefined => {
    const tls = policy?.portLevelSettings?.find((p) => (p.port?.number ?? 0) === port && p.tls)?.tls ?? policy?.tls;
    return tls && (tls.mode ?? 'DISABLE');
  };
  const own = subset ? rule?.subsets.find((s) => s.spec.name === subset)?.spec.trafficPolicy : undefined;
  return at(own) ?? at(rule?.trafficPolicy?.spec);
}

/** Whether the proxy of an endpoint accepts mutual TLS. */
function takesMutualTls({ namespace = '', labels, port }: Endpoint, { authentication }: ClusterContext): boolean {
  const mtls = authentication.ofWorkload(namespace, labels);
  return (mtls.ports.get(port) ?? mtls).mode !== 'DISABLE';
}

function discovery(service: MeshService, gateway: boolean): Cluster['type'] {
  switch (service.resolution) {
    case 'DNS': return 'STRICT_DNS';
    case 'DNS_ROUND_ROBIN': return 'LOGICAL_DNS';
    case 'PASSTHROUGH': return gateway ? 'EDS' : 'ORIGINAL_DST';
    default: return 'EDS';
  }
}

interface Found extends Endpoints { readonly atPort: readonly Endpoint[] }
interface Subset { readonly spec: SubsetSpec; readonly origin: Source }

function build(
  service: MeshService, port: MeshPort, name: string, subset: Subset | undefined, base: Cluster['type'], policy: Policy | undefined, all: Found, rule: MergedRule | undefined,
  context: ClusterContext,
): Cluster | undefined {
  const { mesh } = context;
  const labels = subset?.spec.labels;
  const chosen = labels ? all.list.filter((e) => matches(labels, e.labels)) : all.list;
  // Envoy resolves only one name in clusters of this type
  const endpoints = service.resolution === 'DNS_ROUND_ROBIN' ? chosen.slice(0, 1) : chosen;
  let type = base;
  if (subset?.spec.trafficPolicy?.loadBalancer?.simple === 'PASSTHROUGH') type = 'ORIGINAL_DST';
  const dns = type === 'STRICT_DNS' || type === 'LOGICAL_DNS';
  if (dns && !endpoints.length) return undefined; // the control plane sends no DNS cluster without a name
  const outlier = outlierDetection(policy?.outlierDetection);
  const balance = balancing(policy?.loadBalancer, !!outlier.outlierDetection);
  const { passthrough, ...lb } = balance;
  if (passthrough && type !== 'ORIGINAL_DST') type = 'ORIGINAL_DST';
  const original = type === 'ORIGINAL_DST';
  const clusters = clusterName(service.host, port.port, name);
  const protocol = httpProtocol(port, policy, context);
  const tls = tlsOf(service, clusters, subset, policy, all, rule, original, protocol === 'http2', context);
  return {
    name: clusters,
    type,
    service: {
      host: service.host,
      namespace: service.namespace,
      port: port.port,
      subset: name,
      ...(labels ? { labels } : {}),
      ...(rule ? { rules: rule.from.map((i) => sourceOf(i)) } : {}),
    },
    endpoints: original ? [] : endpoints.filter((e) => type !== 'EDS' || !looksLikeName(e)),
    endpointsKnown: all.known,
    ...poolFields(policy?.connectionPool, mesh),
    ...(original ? { lbPolicy: 'CLUSTER_PROVIDED', ...(lb.localityWeighted ? { localityWeighted: true } : {}), ...(passthrough && balance.slowStart ? { slowStart: balance.slowStart } : {}) } : lb),
    panicThreshold: 0,
    ...outlier,
    circuitBreakers: circuitBreakers(policy?.connectionPool, policy?.retryBudget),
    ...tls,
    ...(protocol ? { httpProtocol: protocol } : {}),
    ...(policy?.proxyProtocol ? { proxyProtocol: policy.proxyProtocol.version === 'V2' ? 'V2' as const : 'V1' as const } : {}),
    ...(dns ? { dnsLookupFamily: 'V4_ONLY', dnsRefreshRate: mesh.dnsRefreshRate, respectDnsTtl: true } : {}),
    origin: subset?.origin ?? sourceOf(service.item, port.pointer),
  };
}

/** A name instead of an address is dropped from endpoints sent one by one. */
const looksLikeName = ({ address, port }: Endpoint): boolean => address !== '' && port !== 0 && !isIpv4(address) && !address.includes(':');

export function httpProtocol(port: MeshPort, policy: Policy | undefined, { mesh, gateway }: ClusterContext): Cluster['httpProtocol'] {
  const http = policy?.connectionPool?.http;
  if (http?.useClientProtocol) return 'useDownstream';
  const upgrade = http?.h2UpgradePolicy === 'UPGRADE' || (http?.h2UpgradePolicy !== 'DO_NOT_UPGRADE' && mesh.h2Upgrade && isHttp(port.protocol));
  if (isHttp2(port.protocol)) return 'http2';
  if (!gateway && isSniffed(port.protocol)) return 'useDownstream';
  return upgrade ? 'http2' : undefined;
}

const exact = (names: readonly string[]): StringMatch[] => names.map((value) => ({ kind: 'exact', value }));
export const MESH_ALPN = ['istio-peer-exchange', 'istio'];

/** The mesh's mutual TLS, the rule's TLS settings, or none. */
function tlsOf(
  service: MeshService, clusters: string, subset: Subset | undefined, policy: Policy | undefined, all: Found, rule: MergedRule | undefined,
  original: boolean, http2: boolean, context: ClusterContext,
): Pick<Cluster, 'tls' | 'autoTls'> {
  const { mesh, endpoints } = context;
  const spec = policy?.tls;
  const accounts = endpoints.accounts(service);
  const sni = clusters.replace(/\|/g, '_.');
  const alpn = http2 ? [...MESH_ALPN, 'h2'] : MESH_ALPN;
  const mutual = (names: readonly string[], server: string): UpstreamTls => ({
    mode: 'ISTIO_MUTUAL', sni: server, alpn, ...(names.length ? { subjectAltNames: exact(names) } : {}), certificate: 'default', validation: 'ROOTCA',
  });
  if (spec) {
    const mode = spec.mode ?? 'DISABLE';
    if (mode === 'ISTIO_MUTUAL') return { tls: mutual(spec.subjectAltNames ?? accounts, spec.sni || sni) };
    if (mode === 'DISABLE') return {};
    const own = userTls(spec, mode === 'MUTUAL', http2, service, accounts, rule, context);
    return own ? { tls: own } : {};
  }
  const mode = serviceMode(service, subset ? subset.spec.trafficPolicy?.loadBalancer?.simple : rule?.trafficPolicy?.spec.loadBalancer?.simple, all, context);
  if (service.external || !mesh.autoMtls || mode === 'DISABLE' || mode === undefined) return {};
  return original ? { tls: mutual(accounts, sni) } : { autoTls: mutual(accounts, sni) };
}

function serviceMode(service: MeshService, simple: string | undefined, all: Found, { authentication }: ClusterContext): string | undefined {
  if (service.external) return undefined;
  // if the client chooses the address, all workloads need a proxy
  if (service.resolution === 'PASSTHROUGH' || simple === 'PASSTHROUGH') {
    if (!all.atPort.length || all.atPort.some((e) => e.tlsMode === 'disabled')) return 'DISABLE';
  }
  return authentication.ofNamespace(service.namespace) ?? 'PERMISSIVE';
}

export function userTls(
  spec: ClientTlsSpec, mutual: boolean, http2: boolean, service: MeshService, accounts: readonly string[], rule: MergedRule | undefined, { gateway }: ClusterContext,
): UpstreamTls | undefined {
  const { credentialName } = spec;
  // sidecars read credentials only for rules with a workloadSelector; otherwise the connection is unchanged
  if (credentialName && !credentialName.startsWith('configmap://') && !gateway && rule?.selector === undefined) return undefined;
  const names = !service.kubernetes && !spec.subjectAltNames?.length ? accounts : spec.subjectAltNames ?? [];
  const secret = (n: string) => (/^[\w-]+:\/\//.test(n) ? n : `kubernetes://${n}`);
  const skip = spec.insecureSkipVerify === true;
  if (!credentialName && mutual && (!spec.clientCertificate || !spec.privateKey)) return undefined;
  return {
    mode: mutual ? 'MUTUAL' : 'SIMPLE',
    ...(spec.sni ? { sni: spec.sni } : { autoSni: true }),
    ...(!spec.sni && !spec.subjectAltNames?.length && !skip ? { autoSanValidation: true } : {}),
    ...(http2 ? { alpn: ['h2'] } : {}),
    ...(!skip && names.length ? { subjectAltNames: exact(names) } : {}),
    ...(mutual ? { certificate: credentialName ? secret(credentialName) : `file-cert:${spec.clientCertificate}~${spec.privateKey}` } : {}),
    ...(skip ? {} : { validation: credentialName ? secret(`${credentialName}-cacert`) : `file-root:${spec.caCertificates || 'system'}` }),
  };
}
