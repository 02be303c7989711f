import { policyUses } from './policy';
import { backendUses, connectionUses, ruleUses } from './route';
import { callUses, accessUses, jwtUses } from './security';
import { features, type Fields, nothing, uses, when } from './walk';
import { denies } from '../../model/effective';
import type { GatewayModel, ListenerModel, ListenerSetModel, ServerTlsModel } from '../../model/gateway';
import type { MeshModel, MtlsMode, NamespaceModel } from '../../model/mesh';
import type { CapacityModel, EndpointGroupModel, EndpointModel, ExternalModel, PortModel, ServiceModel, VersionModel } from '../../model/service';
import type { Unit } from '../../model/unit';
import { MeshFeature } from '../feature';
import type { Use } from '../index';

const MTLS: { readonly [M in MtlsMode]: MeshFeature } = { strict: MeshFeature.MTLS_STRICT, permissive: MeshFeature.MTLS_PERMISSIVE, disable: MeshFeature.MTLS_DISABLE };

const outbound = (mode: MeshModel['outbound']) => (mode === 'registry-only' ? MeshFeature.OUTBOUND_REGISTRY_ONLY : MeshFeature.OUTBOUND_ALLOW_ANY);

const MESH: Fields<MeshModel> = {
  sidecarHosts: nothing, // where proxies know all hosts they know these
  providers: nothing,
  keysByProxy: nothing,
  networkPolicies: nothing, // refused at the call where they are not written
  path: nothing,
  plane: nothing,
  rootNamespace: nothing,
  trustDomain: nothing,
  clusterDomain: nothing,
  revision: () => MeshFeature.REVISION,
  mtls: (mode) => MTLS[mode],
  denyByDefault: (on) => when(on, MeshFeature.DENY_BY_DEFAULT),
  outbound,
  scopeSidecars: (on) => when(on, MeshFeature.SCOPED_SIDECARS),
  dataPlane: (mode) => when(mode === 'ambient', MeshFeature.AMBIENT),
};

const NAMESPACE: Fields<NamespaceModel> = {
  sidecarHosts: nothing,
  networkPolicies: nothing,
  path: nothing,
  mesh: nothing,
  name: nothing,
  create: nothing,
  labels: nothing,
  annotations: nothing,
  inject: (on) => when(on, MeshFeature.INJECTION),
  mtls: (mode) => MTLS[mode],
  denyByDefault: (on) => when(on, MeshFeature.DENY_BY_DEFAULT),
  outbound,
  scopeSidecars: (on) => when(on, MeshFeature.SCOPED_SIDECARS),
  dataPlane: (mode) => when(mode === 'ambient', MeshFeature.AMBIENT),
  waypoint: () => MeshFeature.WAYPOINT,
};

const PORT: Fields<PortModel> = { name: nothing, port: nothing, protocol: (p) => when(p === 'udp', MeshFeature.UDP), targetPort: nothing };

const CAPACITY: Fields<CapacityModel> = { maxRate: nothing, scale: nothing };

const GROUP = {
  'instance-group': MeshFeature.ENDPOINTS_INSTANCE_GROUP, 'network-endpoints': MeshFeature.ENDPOINTS_NETWORK, 'cloud-run': MeshFeature.ENDPOINTS_CLOUD_RUN,
};

const ENDPOINT_GROUP: Fields<EndpointGroupModel> = {
  kind: (kind) => GROUP[kind],
  project: nothing,
  name: nothing,
  locations: nothing,
  portName: nothing,
  tag: nothing,
  capacity: (c) => features(uses(CAPACITY, c, '')),
  plainText: nothing,
  invokers: nothing,
};

const groupUses = (groups: readonly EndpointGroupModel[]) => groups.flatMap((g) => features(uses(ENDPOINT_GROUP, g, '')));

const VERSION: Fields<VersionModel> = {
  path: nothing,
  name: nothing,
  labels: nothing,
  policy: (p, v) => [MeshFeature.VERSION_POLICY, ...policyUses(p, v.path)],
  workload: nothing,
  endpointGroups: groupUses,
  namesPods: nothing,
};

const ENDPOINT: Fields<EndpointModel> = {
  address: nothing,
  ports: () => MeshFeature.ENDPOINT_PORTS,
  labels: () => MeshFeature.ENDPOINT_LABELS,
  locality: () => MeshFeature.ENDPOINT_LOCALITY,
  weight: () => MeshFeature.ENDPOINT_WEIGHT,
  serviceAccount: () => MeshFeature.ENDPOINT_IDENTITY,
};

const RESOLUTION = {
  'none': MeshFeature.EXTERNAL_WILDCARD,
  'static': MeshFeature.EXTERNAL_STATIC,
  'dns': MeshFeature.EXTERNAL_DNS,
  'dns-round-robin': MeshFeature.EXTERNAL_DNS_ROUND_ROBIN,
  'dynamic-dns': MeshFeature.EXTERNAL_WILDCARD,
};

const EXTERNAL: Fields<ExternalModel> = {
  resolution: (r) => RESOLUTION[r],
  addresses: (list) => when(list.length > 0, MeshFeature.EXTERNAL_ADDRESSES),
  endpoints: (list) => list.flatMap((e) => features(uses(ENDPOINT, e, ''))),
  originateTls: (on) => when(on, MeshFeature.ORIGINATE_TLS),
  via: () => MeshFeature.EGRESS_GATEWAY,
  internal: (on) => when(on, MeshFeature.EXTERNAL_INTERNAL),
};

const SERVICE: Fields<ServiceModel> = {
  path: nothing,
  mesh: nothing,
  namespaceModel: nothing,
  name: nothing,
  namespace: nothing,
  hosts: nothing,
  clusterSet: nothing, // by the calls to it, and the rules that lead to it
  kind: nothing,
  adopted: nothing,
  client: nothing,
  scoped: nothing, // it comes with what it takes
  outbound: nothing,
  closed: () => MeshFeature.SERVICE_STAGE,
  sidecarHosts: nothing,
  routesFrom: nothing,
  owned: (owned, s) => when(owned && s.kind === 'kubernetes' && !s.workload && !s.versions.some((v) => v.workload) && s.endpointGroups.length === 0, MeshFeature.ADOPTED_WORKLOAD),
  ports: (ports) => ports.flatMap((p) => features(uses(PORT, p, ''))),
  selector: nothing,
  headless: (on) => when(on, MeshFeature.SERVICE_HEADLESS),
  annotations: nothing,
  identity: nothing,
  ownsIdentity: nothing,
  versions: (versions) => versions.flatMap((v) => uses(VERSION, v, v.path)),
  workload: nothing,
  endpointGroups: groupUses,
  namesPods: nothing,
  proxyless: (on) => when(on, MeshFeature.PROXYLESS_GRPC),
  dataPlane: (mode) => when(mode === 'ambient', MeshFeature.AMBIENT),
  waypoint: () => MeshFeature.WAYPOINT,
  split: (split, s) => backendUses(split, s.path),
  httpRules: ruleUses,
  tlsRules: (rules, s) => connectionUses(rules, [], s.path),
  tcpRules: (rules, s) => connectionUses([], rules, s.path),
  policy: (p, s) => policyUses(p, s.path),
  portPolicies: (ports, s) => [...ports].flatMap(([port, p]) => [
    { feature: MeshFeature.PORT_POLICY, path: `port ${port} of '${s.path}'` }, ...policyUses(p, `port ${port} of '${s.path}'`),
  ]),
  mtls: (mode) => MTLS[mode],
  portMtls: (ports) => when(ports.size > 0, MeshFeature.PORT_MTLS),
  calls: nothing, // told at the callee
  callers: (calls, s) => [
    ...(denies(s) ? callUses(calls, s.path) : []),
    ...calls.filter((c) => c.clusterSet).map((c) => ({ feature: MeshFeature.CLUSTER_SET_HOST, path: `the call from '${c.caller?.path}' to '${c.target.path}'` })),
    ...when(calls.some((c) => c.caller?.proxyless) && needsProxy(s), MeshFeature.PROXYLESS_POLICY).map((feature) => ({ feature, path: s.path })),
  ],
  routedFrom: nothing,
  access: accessUses,
  jwt: (jwt, s) => jwtUses(jwt, s.path),
  external: (e) => features(uses(EXTERNAL, e, '')),
};

/** Whether a policy for a service uses more than gRPC itself supports. */
function needsProxy(s: ServiceModel): boolean {
  return [s.policy, ...s.portPolicies.values(), ...s.versions.map((v) => v.policy)].some((p) => {
    const { maxRequests: _most, ...pool } = p?.connectionPool ?? {};
    const lb = p?.loadBalancer;
    return p?.outlierDetection !== undefined || Object.values(pool).some((v) => v !== undefined) || p?.proxyProtocol !== undefined
      || (lb !== undefined && lb.kind !== 'round-robin' && (lb.hash?.by !== 'header' || lb.hash.algorithm === 'maglev'));
  });
}

const CLIENT = { none: undefined, required: MeshFeature.CLIENT_CERTIFICATE, optional: MeshFeature.CLIENT_CERTIFICATE_OPTIONAL };

const SERVER_TLS: Fields<ServerTlsModel> = {
  credentialName: nothing,
  clientAuth: (mode) => CLIENT[mode],
  clientCaConfigMap: () => MeshFeature.CLIENT_CA_CONFIG_MAP,
  minVersion: (v) => when(v !== '1.2', MeshFeature.TLS_MIN_VERSION),
  maxVersion: () => MeshFeature.TLS_MAX_VERSION,
  cipherSuites: (list) => when(list.length > 0, MeshFeature.CIPHER_SUITES),
  subjectAltNames: (list) => when(list.length > 0, MeshFeature.CLIENT_NAMES),
  issued: () => MeshFeature.ISSUED_CERTIFICATE,
};

const PROTOCOL = {
  'http': MeshFeature.LISTENER_HTTP,
  'http2': MeshFeature.LISTENER_HTTP,
  'grpc': MeshFeature.LISTENER_HTTP,
  'https': MeshFeature.LISTENER_HTTPS,
  'tls-passthrough': MeshFeature.LISTENER_TLS_PASSTHROUGH,
  'tls-terminate': MeshFeature.LISTENER_TLS_TERMINATE,
  'tcp': MeshFeature.LISTENER_TCP,
  'udp': MeshFeature.LISTENER_UDP,
};

const LISTENER: Fields<ListenerModel> = {
  name: nothing,
  path: nothing,
  port: nothing,
  protocol: (p) => PROTOCOL[p],
  hosts: nothing,
  redirectToHttps: (on) => when(on, MeshFeature.HTTPS_REDIRECT),
  guests: nothing, // planes on which routes of others can't be attached have no such others
  delegate: () => MeshFeature.ROUTE_DELEGATION,
  pathPrefix: nothing,
  section: nothing,
  tls: (t) => features(uses(SERVER_TLS, t, '')),
  httpRules: ruleUses,
  tlsRules: (rules, l) => connectionUses(rules, [], l.path),
  tcpRules: (rules, l) => (l.protocol === 'udp' ? rules.flatMap((r) => backendUses(r.backends, l.path)) : connectionUses([], rules, l.path)),
  access: accessUses,
  jwt: (jwt, l) => jwtUses(jwt, l.path),
};

const GATEWAY: Fields<GatewayModel> = {
  named: nothing,
  uncertified: nothing,
  path: nothing,
  mesh: nothing,
  name: nothing,
  namespace: nothing,
  home: () => MeshFeature.ATTACHED_GATEWAY,
  workloadNamespace: nothing,
  automatic: nothing,
  workloadService: nothing,
  selector: nothing,
  identity: nothing,
  listeners: (listeners) => listeners.flatMap((l) => uses(LISTENER, l, l.path)),
  listenerSets: nothing, // told at the set
  closed: nothing,
  guarded: nothing,
  neighbours: nothing,
  podPorts: nothing,
  access: accessUses,
  jwt: (jwt, g) => jwtUses(jwt, g.path),
};

const LISTENER_SET: Fields<ListenerSetModel> = {
  path: nothing,
  name: nothing,
  namespace: nothing,
  gateway: () => MeshFeature.LISTENER_SET,
  listeners: (listeners) => listeners.flatMap((l) => uses(LISTENER, l, l.path)),
};

/** All features that a unit uses. */
export function unitUses(unit: Unit): Use[] {
  return [
    ...uses(MESH, unit.mesh, unit.mesh?.path ?? ''),
    ...uses(NAMESPACE, unit.namespace, unit.namespace?.path ?? ''),
    ...uses(SERVICE, unit.service, unit.service?.path ?? ''),
    ...uses(GATEWAY, unit.gateway, unit.gateway?.path ?? ''),
    ...uses(LISTENER_SET, unit.listenerSet, unit.listenerSet?.path ?? ''),
  ];
}
