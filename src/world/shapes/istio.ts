import { any, arr, bool, intOrString, map, num, obj, str, type Of } from '../shape';
import { labels } from './core';

const portSelector = obj({ number: num, name: str });
export const destination = obj({ host: str, subset: str, port: portSelector });
export type Destination = Of<typeof destination>;
const percent = obj({ value: num });
export const stringMatch = obj({ exact: str, prefix: str, regex: str });
export type StringMatch = Of<typeof stringMatch>;
const headerOperations = obj({ set: map(str), add: map(str), remove: arr(str) });
const headers = obj({ request: headerOperations, response: headerOperations });

export const httpMatch = obj({
  name: str,
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: map(stringMatch),
  withoutHeaders: map(stringMatch),
  queryParams: map(stringMatch),
  ignoreUriCase: bool,
  port: num,
  sourceLabels: labels,
  sourceNamespace: str,
  gateways: arr(str),
});
export type HttpMatch = Of<typeof httpMatch>;
export const routeDestination = obj({ destination, weight: num, headers });
export const httpRetry = obj({ attempts: num, perTryTimeout: str, retryOn: str, retryRemoteLocalities: bool, retryIgnorePreviousHosts: bool, backoff: str });
export const httpRoute = obj({
  name: str,
  match: arr(httpMatch),
  route: arr(routeDestination),
  redirect: obj({ uri: str, authority: str, port: num, derivePort: str, scheme: str, redirectCode: num }),
  directResponse: obj({ status: num, body: obj({ string: str, bytes: str }) }),
  delegate: obj({ name: str, namespace: str }),
  rewrite: obj({ uri: str, authority: str, uriRegexRewrite: obj({ match: str, rewrite: str }) }),
  timeout: str,
  retries: httpRetry,
  fault: obj({
    delay: obj({ percent: num, percentage: percent, fixedDelay: str }),
    abort: obj({ httpStatus: num, grpcStatus: str, percentage: percent }),
  }),
  corsPolicy: obj({
    allowOrigins: arr(stringMatch),
    allowOrigin: arr(str),
    allowCredentials: bool,
    allowMethods: arr(str),
    allowHeaders: arr(str),
    exposeHeaders: arr(str),
    maxAge: str,
    unmatchedPreflights: str,
  }),
  mirror: destination,
  mirrorPercent: num,
  mirrorPercentage: percent,
  mirrors: arr(obj({ destination, percentage: percent })),
  headers,
});
export type HttpRoute = Of<typeof httpRoute>;
const l4Match = {
  destinationSubnets: arr(str),
  port: num,
  sourceLabels: labels,
  gateways: arr(str),
  sourceNamespace: str,
  sourceSubnet: str,
};
export const tcpRoute = obj({ match: arr(obj(l4Match)), route: arr(obj({ destination, weight: num })) });
export const tlsRoute = obj({ match: arr(obj({ ...l4Match, sniHosts: arr(str) })), route: arr(obj({ destination, weight: num })) });
export const virtualService = obj({
  hosts: arr(str),
  gateways: arr(str),
  http: arr(httpRoute),
  tls: arr(tlsRoute),
  tcp: arr(tcpRoute),
  exportTo: arr(str),
});
export type VirtualService = Of<typeof virtualService>;

const clientTls = obj({
  insecureSkipVerify: bool,
  mode: str,
  caCertificates: str,
  credentialName: str,
  clientCertificate: str,
  privateKey: str,
  sni: str,
  subjectAltNames: arr(str),
});
const outlierDetection = obj({
  consecutiveErrors: num,
  splitExternalLocalOriginErrors: bool,
  consecutiveLocalOriginFailures: num,
  consecutiveGatewayErrors: num,
  consecutive5xxErrors: num,
  interval: str,
  baseEjectionTime: str,
  maxEjectionPercent: num,
  minHealthPercent: num,
});
const consistentHash = obj({
  httpHeaderName: str,
  httpCookie: obj({ name: str, path: str, ttl: str }),
  useSourceIp: bool,
  httpQueryParameterName: str,
  minimumRingSize: intOrString,
  ringHash: obj({ minimumRingSize: intOrString }),
  maglev: obj({ tableSize: intOrString }),
});
const loadBalancer = obj({
  simple: str,
  consistentHash,
  warmupDurationSecs: str,
  warmup: obj({ duration: str, aggression: num, minimumPercent: num }),
  localityLbSetting: obj({ enabled: bool, distribute: arr(any), failover: arr(any), failoverPriority: arr(str) }),
});
const connectionPool = obj({
  tcp: obj({ maxConnections: num, connectTimeout: str, tcpKeepalive: obj({ probes: num, time: str, interval: str }), maxConnectionDuration: str, idleTimeout: str }),
  http: obj({
    http1MaxPendingRequests: num,
    http2MaxRequests: num,
    maxRequestsPerConnection: num,
    maxRetries: num,
    idleTimeout: str,
    h2UpgradePolicy: str,
    useClientProtocol: bool,
    maxConcurrentStreams: num,
  }),
});
const settings = { loadBalancer, connectionPool, outlierDetection, tls: clientTls };
export const trafficPolicy = obj({
  ...settings,
  portLevelSettings: arr(obj({ ...settings, port: portSelector })),
  tunnel: any,
  proxyProtocol: obj({ version: str }),
  retryBudget: obj({ percent: any, minRetryConcurrency: num }),
});
export type TrafficPolicy = Of<typeof trafficPolicy>;
export const destinationRule = obj({
  host: str,
  trafficPolicy,
  subsets: arr(obj({ name: str, labels, trafficPolicy })),
  exportTo: arr(str),
  workloadSelector: obj({ matchLabels: labels }),
});
export type DestinationRule = Of<typeof destinationRule>;

export const serverTls = obj({
  mode: str,
  httpsRedirect: bool,
  credentialName: str,
  credentialNames: arr(str),
  serverCertificate: str,
  privateKey: str,
  caCertificates: str,
  caCertCredentialName: str,
  tlsCertificates: arr(obj({ serverCertificate: str, privateKey: str })),
  subjectAltNames: arr(str),
  minProtocolVersion: str,
  maxProtocolVersion: str,
  cipherSuites: arr(str),
});
export type ServerTls = Of<typeof serverTls>;
export const istioGateway = obj({
  selector: labels,
  servers: arr(obj({ name: str, bind: str, hosts: arr(str), tls: serverTls, port: obj({ number: num, name: str, protocol: str, targetPort: num }) })),
});
export type IstioGateway = Of<typeof istioGateway>;

export const workloadEntry = obj({ address: str, labels, ports: map(num), serviceAccount: str, network: str, locality: str, weight: num });
export const serviceEntry = obj({
  hosts: arr(str),
  addresses: arr(str),
  ports: arr(obj({ number: num, name: str, protocol: str, targetPort: num })),
  location: str,
  resolution: str,
  endpoints: arr(workloadEntry),
  workloadSelector: obj({ labels }),
  exportTo: arr(str),
  subjectAltNames: arr(str),
});
export type ServiceEntry = Of<typeof serviceEntry>;
export const workloadGroup = obj({ metadata: obj({ labels, annotations: map(any) }), template: workloadEntry });

export const sidecar = obj({
  workloadSelector: obj({ labels }),
  egress: arr(obj({ hosts: arr(str), port: obj({ number: num, protocol: str, name: str }), bind: str, captureMode: str })),
  ingress: arr(obj({ port: obj({ number: num, protocol: str, name: str }), bind: str, captureMode: str, defaultEndpoint: str, connectionPool })),
  inboundConnectionPool: connectionPool,
  outboundTrafficPolicy: obj({ mode: str, egressProxy: destination }),
});
export type Sidecar = Of<typeof sidecar>;

export const selector = obj({ matchLabels: labels });
export const targetRef = obj({ group: str, kind: str, name: str, namespace: str });
const attached = { selector, targetRef, targetRefs: arr(targetRef) };
export const policyAttachment = obj(attached);
export type PolicyAttachment = Of<typeof policyAttachment>;

export const peerAuthentication = obj({ selector, mtls: obj({ mode: str }), portLevelMtls: map(obj({ mode: str })) });
export const requestAuthentication = obj({
  ...attached,
  jwtRules: arr(obj({
    issuer: str, jwksUri: str, jwks: str, forwardOriginalToken: bool, audiences: arr(str), fromHeaders: arr(obj({ name: str, prefix: str })), fromParams: arr(str), fromCookies: arr(str),
  })),
});
const authorizationSource = obj({
  principals: arr(str),
  notPrincipals: arr(str),
  requestPrincipals: arr(str),
  notRequestPrincipals: arr(str),
  namespaces: arr(str),
  notNamespaces: arr(str),
  serviceAccounts: arr(str),
  notServiceAccounts: arr(str),
  ipBlocks: arr(str),
  notIpBlocks: arr(str),
  remoteIpBlocks: arr(str),
  notRemoteIpBlocks: arr(str),
});
const operation = obj({
  hosts: arr(str),
  notHosts: arr(str),
  ports: arr(str),
  notPorts: arr(str),
  methods: arr(str),
  notMethods: arr(str),
  paths: arr(str),
  notPaths: arr(str),
});
export const authorizationRule = obj({
  from: arr(obj({ source: authorizationSource })),
  to: arr(obj({ operation })),
  when: arr(obj({ key: str, values: arr(str), notValues: arr(str) })),
});
export type AuthorizationRule = Of<typeof authorizationRule>;
export const authorizationPolicy = obj({ ...attached, action: str, provider: obj({ name: str }), rules: arr(authorizationRule) });
export type AuthorizationPolicy = Of<typeof authorizationPolicy>;

const providers = arr(obj({ name: str }));
export const telemetry = obj({
  ...attached,
  tracing: arr(obj({ providers, disableSpanReporting: bool, randomSamplingPercentage: num })),
  metrics: arr(obj({ providers })),
  accessLogging: arr(obj({ providers, disabled: bool })),
});
export type Telemetry = Of<typeof telemetry>;
export const proxyConfig = obj({ selector, image: obj({ imageType: str }), concurrency: num });
export const envoyFilter = obj({
  workloadSelector: obj({ labels }),
  targetRefs: arr(targetRef),
  priority: num,
  configPatches: arr(obj({
    applyTo: str,
    match: obj({
      context: str,
      proxy: obj({ proxyVersion: str }),
      listener: obj({ name: str, portNumber: num, filterChain: obj({ name: str, sni: str, destinationPort: num, filter: obj({ name: str, subFilter: obj({ name: str }) }) }) }),
      routeConfiguration: obj({ name: str, portNumber: num, portName: str, gateway: str, vhost: obj({ name: str, domainName: str, route: obj({ name: str }) }) }),
      cluster: obj({ name: str, service: str, subset: str, portNumber: num }),
    }),
    patch: obj({ operation: str, value: obj({ name: str }) }),
  })),
});
export type EnvoyFilter = Of<typeof envoyFilter>;
export const wasmPlugin = obj({ ...attached, url: str, phase: str });

export const extensionProvider = obj({
  name: str,
  lightstep: any,
  envoyExtAuthzHttp: any,
  envoyExtAuthzGrpc: any,
  zipkin: any,
  opencensus: any,
  skywalking: any,
  datadog: any,
  stackdriver: any,
  opentelemetry: any,
  envoyOtelAls: any,
  envoyFileAccessLog: any,
  envoyHttpAls: any,
  envoyTcpAls: any,
  prometheus: any,
});
export const meshConfig = obj({
  rootNamespace: str,
  trustDomain: str,
  trustDomainAliases: arr(str),
  enableAutoMtls: bool,
  accessLogFile: str,
  extensionProviders: arr(extensionProvider),
  defaultProviders: obj({ tracing: arr(str), metrics: arr(str), accessLogging: arr(str) }),
  defaultServiceExportTo: arr(str),
  defaultVirtualServiceExportTo: arr(str),
  defaultDestinationRuleExportTo: arr(str),
  outboundTrafficPolicy: obj({ mode: str }),
  pathNormalization: obj({ normalization: str }),
  defaultConfig: obj({ proxyMetadata: map(any), image: obj({ imageType: str }), meshId: str, gatewayTopology: obj({ numTrustedProxies: num }) }),
  h2UpgradePolicy: str,
  meshMTLS: any,
});
export type MeshConfig = Of<typeof meshConfig>;
export const meshNetworks = obj({ networks: map(obj({ endpoints: arr(obj({ fromRegistry: str, fromCidr: str })), gateways: arr(any) })) });
export type MeshNetworks = Of<typeof meshNetworks>;
