import { Duration, Size } from 'cdk8s';
import { CLIENT_TLS, CONNECTION_POOL, EXPORT_TO, OUTLIER_DETECTION } from './parts';
import { istio } from '../../../src';

const s = Duration.seconds;
const { CustomTag, ExtensionProvider, LabelExpression } = istio;

const COLLECTOR = 'collector.observability.svc.cluster.local';
const BODY: istio.AuthorizationRequestBody = { maxRequestBytes: 8192, allowPartialMessage: true, packAsBytes: false };
const AUTHORIZER: istio.ExternalAuthorizationOptions = {
  timeout: s(1),
  failOpen: false,
  clearRouteCache: true,
  statusOnError: 503,
  includeRequestBodyInCheck: BODY,
};
const HEADERS: istio.HttpHeader[] = [{ name: 'x-a', value: '1' }, { name: 'authorization', envName: 'TOKEN' }];
const OTLP: istio.OtlpHttp = { path: '/v1/traces', timeout: s(2), headers: HEADERS };
const LOG = { logName: 'log', filterStateObjectsToLog: ['wasm.x'] };

const PROVIDERS: istio.ExtensionProvider[] = [
  ExtensionProvider.httpExternalAuthorization('authz-http', 'authz/authz.example.com', 8000, {
    ...AUTHORIZER,
    pathPrefix: '/check',
    includeRequestHeadersInCheck: ['x-ext-*', 'cookie'],
    includeAdditionalHeadersInCheck: { 'x-mesh': 'a' },
    headersToUpstreamOnAllow: ['x-user'],
    headersToDownstreamOnDeny: ['x-reason'],
    headersToDownstreamOnAllow: ['set-cookie'],
  }),
  ExtensionProvider.grpcExternalAuthorization('authz-grpc', 'authz.shop.svc.cluster.local', 9000, AUTHORIZER),
  ExtensionProvider.openTelemetry('otel', COLLECTOR, 4318, {
    maxTagLength: 256,
    http: OTLP,
    resourceDetectors: [istio.ResourceDetector.ENVIRONMENT, istio.ResourceDetector.DYNATRACE],
    serviceAttributeEnrichment: istio.ServiceAttributeEnrichment.OTEL_SEMANTIC_CONVENTIONS,
    dynatraceSampler: { tenant: 'abc', clusterId: -7, rootSpansPerMinute: 500, httpService: { service: 'abc.example.com', port: 443, http: OTLP } },
  }),
  ExtensionProvider.openTelemetry('otel-grpc', COLLECTOR, 4317, { grpc: { timeout: s(2), initialMetadata: HEADERS } }),
  ExtensionProvider.zipkin('zipkin', COLLECTOR, 9411, {
    maxTagLength: 256,
    enable64BitTraceId: true,
    path: '/api/v2/spans',
    traceContextOption: istio.TraceContextOption.USE_B3_WITH_W3C_PROPAGATION,
    timeout: s(2),
    headers: HEADERS,
  }),
  ExtensionProvider.datadog('datadog', COLLECTOR, 8126, { maxTagLength: 128 }),
  ExtensionProvider.skyWalking('skywalking', COLLECTOR, 11800, { accessToken: 'token' }),
  ExtensionProvider.stackdriver('stackdriver', { maxTagLength: 128, logLabels: { path: 'request.url_path' } }),
  ExtensionProvider.prometheus('prometheus'),
  ExtensionProvider.fileAccessLog('file', { path: '/dev/stderr', logFormat: istio.AccessLogFormat.text('%RESPONSE_CODE%\n'), omitEmptyValues: true }),
  ExtensionProvider.fileAccessLog('file-json', { logFormat: istio.AccessLogFormat.json({ status: '%RESPONSE_CODE%' }) }),
  ExtensionProvider.httpAccessLog('http-log', COLLECTOR, 9001, {
    ...LOG,
    additionalRequestHeadersToLog: ['x-a'],
    additionalResponseHeadersToLog: ['x-b'],
    additionalResponseTrailersToLog: ['x-c'],
  }),
  ExtensionProvider.tcpAccessLog('tcp-log', COLLECTOR, 9001, LOG),
  ExtensionProvider.openTelemetryAccessLog('otel-log', COLLECTOR, 4317, { logName: 'log', body: '%RESPONSE_CODE%', attributes: { status: '%RESPONSE_CODE%' } }),
  ExtensionProvider.sds('vault', 'vault.shop.svc.cluster.local', 8200, 'vault'),
];

const REMOTE: istio.RemoteService = { address: 'collector.example.com:15000', tls: CLIENT_TLS[1], tcpKeepalive: CONNECTION_POOL.tcp!.tcpKeepalive };
const SELECTOR: istio.LabelSelector = {
  matchLabels: { env: 'prod' },
  matchExpressions: [
    LabelExpression.isIn('team', ['a', 'b']),
    LabelExpression.isNotIn('team', ['c']),
    LabelExpression.exists('mesh'),
    LabelExpression.doesNotExist('legacy'),
  ],
};
const PROBE: istio.ProbeTiming = { initialDelay: s(1), timeout: s(1), period: s(5), successThreshold: 1, failureThreshold: 3 };

const PROXY: istio.MeshProxyConfig = {
  concurrency: 2,
  holdApplicationUntilProxyStarts: true,
  terminationDrainDuration: s(10),
  drainDuration: s(45),
  tracing: {
    tracer: istio.Tracer.zipkin('zipkin.example.com:9411'),
    sampling: 12.5,
    maxPathTagLength: 256,
    customTags: { a: CustomTag.literal('b'), c: CustomTag.environment('D', 'e'), f: CustomTag.header('x-g', 'h') },
    tls: CLIENT_TLS[0],
    enableIstioTags: false,
  },
  proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' },
  runtimeValues: { 'overload.global_downstream_max_connections': '50000' },
  gatewayTopology: { numTrustedProxies: 2, forwardClientCertDetails: istio.ForwardClientCertDetails.SANITIZE_SET, proxyProtocol: true },
  proxyHeaders: {
    forwardedClientCert: istio.ForwardClientCertDetails.APPEND_FORWARD,
    setCurrentClientCertDetails: { subject: true, cert: false, chain: false, dns: true, uri: true },
    requestId: false,
    server: { disabled: false, value: 'shop' },
    attemptCount: false,
    envoyDebugHeaders: false,
    metadataExchangeHeaders: istio.MetadataExchangeMode.IN_MESH,
    preserveHttp1HeaderCase: true,
    forwardedHost: true,
    forwardedPort: true,
  },
  proxyStatsMatcher: { inclusionPrefixes: ['cluster'], inclusionSuffixes: ['rq_timeout'], inclusionRegexps: ['.*upstream.*'] },
  statsCompression: false,
  connectionSettings: {
    profile: istio.ConnectionProfile.EDGE,
    listenerPerConnectionBufferLimit: Size.kibibytes(32),
    clusterPerConnectionBufferLimit: Size.mebibytes(1),
    httpIdleTimeout: s(3600),
    httpMaxConnectionDuration: s(7200),
    httpDrainTimeout: s(5),
    httpRequestTimeout: s(300),
    httpRequestHeadersTimeout: s(10),
    httpStreamIdleTimeout: s(300),
    httpMaxStreamDuration: s(600),
    httpMaxConcurrentStreams: 100,
    http2InitialStreamWindowSize: Size.kibibytes(64),
    http2InitialConnectionWindowSize: Size.mebibytes(1),
    httpHeadersWithUnderscoresAction: istio.HeadersWithUnderscores.REJECT_REQUEST,
    httpMergeSlashes: true,
    httpPathWithEscapedSlashesAction: istio.EscapedSlashes.UNESCAPE_AND_REDIRECT,
    listenerConnectionLimit: 1000,
    globalDownstreamConnectionLimit: 50000,
  },
  image: istio.ProxyImageType.DEBUG,
  interceptionMode: istio.InterceptionMode.TPROXY,
  readinessProbe: istio.ReadinessProbe.http(8080, { path: '/', host: '127.0.0.1', scheme: istio.ProbeScheme.HTTPS, headers: { a: 'b' } }, PROBE),
  privateKeyProvider: istio.PrivateKeyProvider.cryptoMb(Duration.millis(10), true),
  envoyAccessLogService: REMOTE,
  envoyMetricsService: REMOTE,
  statsdUdpAddress: '10.0.0.1:9125',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  controlPlaneAuthPolicy: istio.ControlPlaneAuthPolicy.MUTUAL_TLS,
  caCertificatesPem: ['-----BEGIN CERTIFICATE-----'],
  meshId: 'shop',
  tracingServiceName: istio.TracingServiceName.CANONICAL_NAME_AND_NAMESPACE,
  proxyAdminPort: 15000,
  statusPort: 15020,
  statNameLength: 189,
  fileFlushInterval: s(1),
  fileFlushMinSizeKb: 64,
  configPath: '/etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  customConfigFile: '/etc/envoy.yaml',
  proxyBootstrapTemplatePath: '/etc/bootstrap.json',
};

/** A mesh config with nearly all fields, and others with the remaining ones. */
export const MESH_CONFIGS: istio.MeshConfig[] = [
  {
    defaultConfig: PROXY,
    trustDomain: 'shop.example.com',
    trustDomainAliases: ['old.example.com'],
    rootNamespace: 'istio-system',
    extensionProviders: PROVIDERS,
    defaultProviders: { tracing: [PROVIDERS[2]], metrics: [istio.Provider.named('prometheus')], accessLogging: [istio.Provider.named('file')] },
    outboundTrafficPolicy: { mode: istio.MeshOutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS, tls: CLIENT_TLS[1] },
    inboundTrafficPolicy: istio.InboundTrafficMode.LOCALHOST,
    enableAutoMtls: true,
    meshMtls: { minProtocolVersion: istio.MeshTlsVersion.TLS_V1_3, cipherSuites: ['ECDHE-RSA-AES256-GCM-SHA384'] },
    tlsDefaults: { minProtocolVersion: istio.MeshTlsVersion.TLS_V1_2, ecdhCurves: ['P-256'], cipherSuites: ['ECDHE-RSA-AES256-GCM-SHA384'] },
    discoverySelectors: [SELECTOR],
    pathNormalization: istio.PathNormalization.MERGE_SLASHES,
    defaultHttpRetryPolicy: {
      attempts: 2,
      perTryTimeout: s(1),
      retryOn: [istio.RetryOn.GRPC_UNAVAILABLE],
      retryRemoteLocalities: false,
      retryIgnorePreviousHosts: true,
      backoff: Duration.millis(25),
    },
    defaultTrafficPolicy: { connectionPool: CONNECTION_POOL, outlierDetection: OUTLIER_DETECTION },
    defaultServiceExportTo: EXPORT_TO,
    defaultVirtualServiceExportTo: EXPORT_TO,
    defaultDestinationRuleExportTo: EXPORT_TO,
    serviceEntryVisibility: {
      defaultVisibility: istio.ServiceEntryVisibilityLevel.NAMESPACE,
      applyToSidecars: true,
      policies: [{ visibility: istio.ServiceEntryVisibilityLevel.PUBLIC, namespaceSelectors: [SELECTOR] }],
    },
    serviceSettings: [{ hosts: ['*.shop.svc.cluster.local'], clusterLocal: true }],
    serviceScopeConfigs: [{ namespaceSelector: SELECTOR, servicesSelector: SELECTOR, scope: istio.ServiceScope.GLOBAL }],
    localityLb: istio.LocalityLoadBalancing.distribute([{ from: 'us-east/*', to: { 'us-east/*': 100 } }]),
    zoneAwareLb: { enabled: true, failover: [{ from: 'us-east', to: 'us-west' }], failoverPriority: ['version'], minClusterSize: 3 },
    enableTracing: true,
    accessLogFile: '/dev/stdout',
    accessLogFormat: '%RESPONSE_CODE%\n',
    accessLogEncoding: istio.AccessLogEncoding.JSON,
    enableEnvoyAccessLogService: true,
    disableEnvoyListenerLog: true,
    enablePrometheusMerge: false,
    inboundClusterStatName: '%SERVICE%',
    outboundClusterStatName: '%SERVICE_FQDN%_%SERVICE_PORT%',
    connectTimeout: s(5),
    hboneIdleTimeout: s(600),
    protocolDetectionTimeout: s(0),
    dnsRefreshRate: s(30),
    tcpKeepalive: CONNECTION_POOL.tcp!.tcpKeepalive,
    h2UpgradePolicy: istio.H2UpgradePolicy.UPGRADE,
    proxyListenPort: 15001,
    proxyInboundListenPort: 15006,
    proxyHttpPort: 15007,
    ingressControllerMode: istio.IngressControllerMode.OFF,
    ingressClass: 'istio',
    ingressService: 'istio-ingressgateway',
    ingressSelector: 'ingressgateway',
    ca: { address: 'ca.example.com:8932', tls: CLIENT_TLS[0], requestTimeout: s(10), istiodSide: true },
    caCertificates: [
      istio.CertificateData.pem('-----BEGIN CERTIFICATE-----', { certSigners: ['example.com/a'], trustDomains: ['a.example.com'] }),
      istio.CertificateData.spiffeBundle('https://spiffe.example.com/bundle'),
    ],
    configSources: CLIENT_TLS.map((tls) => ({ address: 'xds://config.example.com:9000', tls, serviceRegistry: true })),
  },
  {
    localityLb: istio.LocalityLoadBalancing.failover([{ from: 'us-east', to: 'us-west' }], ['version']),
    outboundTrafficPolicy: { mode: istio.MeshOutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS, tls: CLIENT_TLS[3] },
    defaultConfig: {
      serviceCluster: 'shop',
      tracing: { tracer: istio.Tracer.datadog('$(HOST_IP):8126'), tls: CLIENT_TLS[3] },
      readinessProbe: istio.ReadinessProbe.tcp(8080, {}, '127.0.0.1'),
      privateKeyProvider: istio.PrivateKeyProvider.qat(Duration.millis(10), true),
    },
    ca: { address: 'ca.example.com:8932', tls: CLIENT_TLS[3] },
  },
  {
    outboundTrafficPolicy: { mode: istio.MeshOutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS, tls: CLIENT_TLS[2] },
    defaultConfig: {
      tracing: { tracer: istio.Tracer.stackdriver(), tls: CLIENT_TLS[2] },
      readinessProbe: istio.ReadinessProbe.exec(['/bin/true']),
      envoyAccessLogService: { ...REMOTE, tls: CLIENT_TLS[3] },
      envoyMetricsService: { ...REMOTE, tls: CLIENT_TLS[3] },
    },
    ca: { address: 'ca.example.com:8932', tls: CLIENT_TLS[2] },
  },
  {
    outboundTrafficPolicy: { mode: istio.MeshOutboundTrafficMode.ALLOW_ANY_DYNAMIC_DNS, tls: CLIENT_TLS[1] },
    defaultConfig: {
      tracing: { tls: CLIENT_TLS[1] },
      readinessProbe: istio.ReadinessProbe.grpc(9090, {}, 'ready'),
      envoyAccessLogService: { ...REMOTE, tls: CLIENT_TLS[2] },
      envoyMetricsService: { ...REMOTE, tls: CLIENT_TLS[2] },
    },
    ca: { address: 'ca.example.com:8932', tls: CLIENT_TLS[1] },
  },
];

/** Networks with all fields. */
export const MESH_NETWORKS: istio.MeshNetworks = {
  networks: {
    one: {
      endpoints: [istio.NetworkEndpoints.fromRegistry('cluster-1'), istio.NetworkEndpoints.fromCidr('10.0.0.0/16')],
      gateways: [
        istio.NetworkGateway.address('203.0.113.7', 15443, 'us-east'),
        istio.NetworkGateway.service('eastwest.istio-system.svc.cluster.local'),
      ],
    },
  },
};

