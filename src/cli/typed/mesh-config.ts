import { extensionProvider } from './extension-provider';
import { clientTls, labelSelector, readinessProbe, tcpKeepalive } from './parts';
import { as, bytes, call, duration, Fields, flag, list, map, member, num, only, Shape, split, Split, struct, text } from './shape';
import { isMap, Values } from '../../install/values/kinds';
import * as istio from '../../istio';

const disabled: Shape = only('disabled', (json) => (typeof json === 'boolean' ? !json : undefined));
const enabled = only('enabled', flag);
const named = list((name) => (typeof name === 'string' ? call('Provider', 'named', name) : undefined));
const remoteService = struct({ address: text, tlsSettings: as('tls', clientTls), tcpKeepalive });

const tag: Shape = (json) => {
  if (!isMap(json) || Object.keys(json).length !== 1) return undefined;
  const { literal, header, environment } = json;
  if (literal) return call('CustomTag', 'literal', literal.value);
  if (header) return call('CustomTag', 'header', header.name, header.defaultValue);
  return environment && call('CustomTag', 'environment', environment.name, environment.defaultValue);
};

/** The tracer is separate from the other tracing settings. */
const tracing: Shape = (json) => {
  if (!isMap(json)) return undefined;
  const { zipkin, datadog, stackdriver, ...rest } = json;
  const others = struct({ sampling: num, maxPathTagLength: num, customTags: map(tag), tlsSettings: as('tls', clientTls), enableIstioTags: flag })(rest);
  const tracers = [
    ...zipkin ? [call('Tracer', 'zipkin', zipkin.address)] : [],
    ...datadog ? [call('Tracer', 'datadog', datadog.address)] : [],
    ...stackdriver ? [call('Tracer', 'stackdriver')] : [],
  ];
  if (others === undefined || tracers.length > 1) return undefined;
  return tracers.length === 1 ? { tracer: tracers[0], ...others } : others;
};

const keyProvider: Shape = (json) => {
  const [kind, settings] = isMap(json) && Object.keys(json).length === 1 ? Object.entries(json)[0] : [];
  const factory = { cryptomb: 'cryptoMb', qat: 'qat' }[kind ?? ''];
  return factory && call('PrivateKeyProvider', factory, duration(settings.pollDelay), settings.fallback);
};

const PROXY: Fields = {
  concurrency: num,
  holdApplicationUntilProxyStarts: flag,
  terminationDrainDuration: duration,
  drainDuration: duration,
  tracing,
  proxyMetadata: map(text),
  runtimeValues: map(text),
  gatewayTopology: struct({ numTrustedProxies: num, forwardClientCertDetails: member('ForwardClientCertDetails'), proxyProtocol: (json) => (isMap(json) ? true : undefined) }),
  proxyHeaders: struct({
    forwardedClientCert: member('ForwardClientCertDetails'),
    setCurrentClientCertDetails: struct({ subject: flag, cert: flag, chain: flag, dns: flag, uri: flag }),
    server: struct({ disabled: flag, value: text }),
    preserveHttp1HeaderCase: flag,
    requestId: disabled,
    attemptCount: disabled,
    envoyDebugHeaders: disabled,
    metadataExchangeHeaders: only('mode', member('MetadataExchangeMode')),
    xForwardedHost: as('forwardedHost', enabled),
    xForwardedPort: as('forwardedPort', enabled),
  }),
  proxyStatsMatcher: struct({ inclusionPrefixes: list(text), inclusionSuffixes: list(text), inclusionRegexps: list(text) }),
  statsCompression: flag,
  connectionSettings: struct({
    profile: member('ConnectionProfile'),
    listenerPerConnectionBufferLimitBytes: as('listenerPerConnectionBufferLimit', bytes),
    clusterPerConnectionBufferLimitBytes: as('clusterPerConnectionBufferLimit', bytes),
    httpIdleTimeout: duration,
    httpMaxConnectionDuration: duration,
    httpDrainTimeout: duration,
    httpRequestTimeout: duration,
    httpRequestHeadersTimeout: duration,
    httpStreamIdleTimeout: duration,
    httpMaxStreamDuration: duration,
    httpMaxConcurrentStreams: num,
    http2InitialStreamWindowSize: bytes,
    http2InitialConnectionWindowSize: bytes,
    httpHeadersWithUnderscoresAction: member('HeadersWithUnderscores'),
    httpMergeSlashes: flag,
    httpPathWithEscapedSlashesAction: member('EscapedSlashes'),
    listenerConnectionLimit: num,
    globalDownstreamConnectionLimit: num,
  }),
  interceptionMode: member('InterceptionMode'),
  readinessProbe,
  privateKeyProvider: keyProvider,
  envoyAccessLogService: remoteService,
  envoyMetricsService: remoteService,
  statsdUdpAddress: text,
  discoveryAddress: text,
  controlPlaneAuthPolicy: member('ControlPlaneAuthPolicy'),
  caCertificatesPem: list(text),
  meshId: text,
  serviceCluster: text,
  tracingServiceName: member('TracingServiceName'),
  proxyAdminPort: num,
  statusPort: num,
  statNameLength: num,
  fileFlushInterval: duration,
  fileFlushMinSizeKb: num,
  configPath: text,
  binaryPath: text,
  customConfigFile: text,
  proxyBootstrapTemplatePath: text,
  image: only('imageType', member('ProxyImageType')),
};

const tlsDefaults = struct({ minProtocolVersion: member('MeshTlsVersion'), ecdhCurves: list(text), cipherSuites: list(text) });
const exportTo = list((scope) => (
  scope === '*' ? call('ExportTo', 'everywhere') : scope === '.' ? call('ExportTo', 'sameNamespace') : scope === '~' ? call('ExportTo', 'nowhere') : call('ExportTo', 'namespace', scope)
));
const failover = list(struct({ from: text, to: text }));

const retryOn: Shape = (json) => (typeof json !== 'string' ? undefined : json.split(',').map((one) => {
  const known = member('RetryOn')(Object.values(istio.RetryOn).find((condition: any) => condition.condition === one));
  return known ?? (/^\d+$/.test(one) ? call('RetryOn', 'statusCode', Number(one)) : call('RetryOn', 'condition', one));
}));

/** The locality load balancing modes are mutually exclusive. */
const localityLb: Shape = (json) => {
  if (!isMap(json)) return undefined;
  const { enabled: on, distribute, failover: takeOver, failoverPriority } = json;
  if (distribute) return call('LocalityLoadBalancing', 'distribute', distribute);
  if (takeOver) return call('LocalityLoadBalancing', 'failover', takeOver, failoverPriority);
  if (failoverPriority) return call('LocalityLoadBalancing', 'failoverPriority', failoverPriority);
  return typeof on === 'boolean' ? call('LocalityLoadBalancing', on ? 'enabled' : 'disabled') : undefined;
};

/** The policy for hosts without a DestinationRule. */
const defaultTrafficPolicy = struct({
  connectionPool: struct({
    tcp: struct({ maxConnections: num, connectTimeout: duration, tcpKeepalive, maxConnectionDuration: duration, idleTimeout: duration }),
    http: struct({
      http1MaxPendingRequests: num,
      http2MaxRequests: num,
      maxRequestsPerConnection: num,
      maxRetries: num,
      idleTimeout: duration,
      h2UpgradePolicy: member('H2UpgradePolicy'),
      useClientProtocol: flag,
      maxConcurrentStreams: num,
      http2KeepAlive: struct({ interval: duration, timeout: duration }),
    }),
  }),
  outlierDetection: struct({
    consecutive5xxErrors: num,
    consecutiveGatewayErrors: num,
    splitExternalLocalOriginErrors: flag,
    consecutiveLocalOriginFailures: num,
    interval: duration,
    baseEjectionTime: duration,
    maxEjectionPercent: num,
    minHealthPercent: num,
    outlierDetectionHttpErrorCodes: list(num),
  }),
});

const certificate: Shape = (json) => {
  if (!isMap(json)) return undefined;
  const { pem, spiffeBundleUrl, ...scope } = json;
  return pem ? call('CertificateData', 'pem', pem, scope) : call('CertificateData', 'spiffeBundle', spiffeBundleUrl, scope);
};

const serviceSettings: Shape = (json) => {
  const { hosts, settings, ...rest } = isMap(json) ? json : {} as Values;
  const clusterLocal = only('clusterLocal', flag)(settings);
  return Object.keys(rest).length > 0 || clusterLocal === undefined || !Array.isArray(hosts) ? undefined : { hosts, clusterLocal };
};

const MESH: Fields = {
  trustDomain: text,
  trustDomainAliases: list(text),
  rootNamespace: text,
  extensionProviders: list(extensionProvider),
  defaultProviders: struct({ tracing: named, metrics: named, accessLogging: named }),
  outboundTrafficPolicy: struct({ mode: member('MeshOutboundTrafficMode'), tls: clientTls }),
  inboundTrafficPolicy: only('mode', member('InboundTrafficMode')),
  enableAutoMtls: flag,
  meshMTLS: as('meshMtls', tlsDefaults),
  tlsDefaults,
  discoverySelectors: list(labelSelector),
  defaultTrafficPolicy,
  defaultHttpRetryPolicy: struct({ attempts: num, perTryTimeout: duration, retryOn, retryRemoteLocalities: flag, retryIgnorePreviousHosts: flag, backoff: duration }),
  defaultServiceExportTo: exportTo,
  defaultVirtualServiceExportTo: exportTo,
  defaultDestinationRuleExportTo: exportTo,
  serviceEntryVisibility: struct({
    defaultVisibility: member('ServiceEntryVisibilityLevel'),
    applyToSidecars: flag,
    policies: list(struct({
      visibility: member('ServiceEntryVisibilityLevel'),
      matchingRules: as('namespaceSelectors', list(only('namespaceSelector', labelSelector))),
    })),
  }),
  serviceSettings: list(serviceSettings),
  serviceScopeConfigs: list(struct({ namespaceSelector: labelSelector, servicesSelector: labelSelector, scope: member('ServiceScope') })),
  localityLbSetting: as('localityLb', localityLb),
  zoneAwareLbSetting: as('zoneAwareLb', struct({ enabled: flag, failover, failoverPriority: list(text), minClusterSize: num })),
  enableTracing: flag,
  accessLogFile: text,
  accessLogFormat: text,
  accessLogEncoding: member('AccessLogEncoding'),
  enableEnvoyAccessLogService: flag,
  disableEnvoyListenerLog: flag,
  enablePrometheusMerge: flag,
  inboundClusterStatName: text,
  outboundClusterStatName: text,
  connectTimeout: duration,
  hboneIdleTimeout: duration,
  protocolDetectionTimeout: duration,
  dnsRefreshRate: duration,
  tcpKeepalive,
  h2UpgradePolicy: member('H2UpgradePolicy'),
  proxyListenPort: num,
  proxyInboundListenPort: num,
  proxyHttpPort: num,
  ingressControllerMode: member('IngressControllerMode'),
  ingressClass: text,
  ingressService: text,
  ingressSelector: text,
  ca: struct({ address: text, tlsSettings: as('tls', clientTls), requestTimeout: duration, istiodSide: flag }),
  caCertificates: list(certificate),
  configSources: list(struct({ address: text, tlsSettings: as('tls', clientTls), subscribedResources: as('serviceRegistry', (json) => (json?.[0] === 'SERVICE_REGISTRY' ? true : undefined)) })),
  pathNormalization: only('normalization', member('PathNormalization')),
};

/** The settings of a mesh as typed props, and the settings without an exact equivalent. */
export function meshConfigOf(json: Values): Split {
  const { defaultConfig, ...mesh } = json;
  const all = split(mesh, MESH, (props) => istio.PlainJson.meshConfig(props));
  if (!isMap(defaultConfig)) return defaultConfig === undefined ? all : { ...all, rest: { defaultConfig, ...all.rest } };
  const proxy = split(defaultConfig, PROXY, (props) => istio.PlainJson.proxyConfig(props));
  const some = (part: Values): Values => (Object.keys(part).length > 0 || Object.keys(defaultConfig).length === 0 ? { defaultConfig: part } : {});
  return { props: { ...some(proxy.props), ...all.props }, rest: { ...Object.keys(proxy.rest).length > 0 ? { defaultConfig: proxy.rest } : {}, ...all.rest } };
}

