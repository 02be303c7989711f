import * as fc from 'fast-check';
import { validateAdmission, validateMeshConfig, validateMeshNetworks } from '../../src/validation';

const proxy = (defaultConfig: any) => ({ defaultConfig });
const provider = (fields: any) => ({ extensionProviders: [{ name: 'a', ...fields }] });
const authz = (fields: any) => provider({ envoyExtAuthzHttp: { service: 'ext.authz.svc.cluster.local', port: 9000, ...fields } });

/** Code, severity, pointer, a configuration that violates the rule, the corrected one. */
const MESH: [string, string, string, any, any][] = [
  ['MESH102', 'error', '/proxyListenPort', { proxyListenPort: 0 }, { proxyListenPort: 15001 }],
  ['MESH106', 'error', '/connectTimeout', { connectTimeout: '2h' }, { connectTimeout: '10s' }],
  ['MESH106', 'error', '/connectTimeout', { connectTimeout: '0s' }, { connectTimeout: '1ms' }],
  ['MESH128', 'error', '/connectTimeout', { connectTimeout: 'soon' }, { connectTimeout: '1h' }],
  ['MESH128', 'error', '/connectTimeout', { connectTimeout: 10 }, { connectTimeout: '10s' }],
  ['MESH128', 'error', '/accessLogFile', { accessLogFile: true }, { accessLogFile: '/dev/stdout' }],
  ['MESH128', 'error', '/enable_tracing', { enable_tracing: 'true' }, { enable_tracing: true }],
  ['MESH128', 'error', '/enableAutoMtls', { enableAutoMtls: 'yes' }, { enableAutoMtls: false }],
  ['MESH128', 'error', '/outboundTrafficPolicy', { outboundTrafficPolicy: 'REGISTRY_ONLY' }, { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }],
  ['MESH128', 'error', '/outboundTrafficPolicy/mode', { outboundTrafficPolicy: { mode: 'REGISTRY_ONL' } }, { outboundTrafficPolicy: { mode: 1 } }],
  ['MESH128', 'error', '/pathNormalization', { pathNormalization: 'MERGE_SLASHES' }, { pathNormalization: { normalization: 'MERGE_SLASHES' } }],
  ['MESH128', 'error', '/extensionProviders', { extensionProviders: 5 }, { extensionProviders: [] }],
  ['MESH128', 'error', '/extensionProviders', { extensionProviders: { name: 'a' } }, provider({ prometheus: {} })],
  ['MESH128', 'error', '/extensionProviders/0/opentelemetry/http/timeout', provider({ opentelemetry: { service: 'a.b', port: 4318, http: { path: '/v1', timeout: 10 } } }), provider({ opentelemetry: { service: 'a.b', port: '4318', http: { path: '/v1', timeout: '10s' } } })],
  ['MESH128', 'error', '/defaultProviders/accessLogging', { defaultProviders: { accessLogging: 'envoy' } }, { defaultProviders: { accessLogging: ['envoy'] } }],
  ['MESH128', 'error', '/defaultConfig/tracing', proxy({ tracing: 7 }), proxy({ tracing: { sampling: '100' } })],
  ['MESH128', 'error', '/defaultConfig/concurrency', proxy({ concurrency: 'two' }), proxy({ concurrency: '2' })],
  ['MESH128', 'error', '/defaultConfig/proxyMetadata/A', proxy({ proxyMetadata: { A: 1 } }), proxy({ proxyMetadata: { A: '1', B: null } })],
  ['MESH128', 'error', '/defaultConfig/proxyStatsMatcher/inclusionPrefixes', proxy({ proxyStatsMatcher: { inclusionPrefixes: 'a' } }), proxy({ proxyStatsMatcher: { inclusionPrefixes: ['a'] } })],
  ['MESH128', 'error', '', ['a'], null],
  ['MESH128', 'error', '', 'word', {}],
  ['MESH129', 'warning', '/default_config', { default_config: { configPath: '' } }, proxy({ config_path: './etc' })],
  ['MESH125', 'error', '/defaultConfig/controlPlaneAuthPolicy', proxy({ controlPlaneAuthPolicy: 'INHERIT' }), proxy({ controlPlaneAuthPolicy: 'NONE' })],
  ['MESH129', 'warning', '/accesLogFile', { accesLogFile: 'x' }, { access_log_file: 'x' }],
  ['MESH129', 'info', '/mixerCheckServer', { mixerCheckServer: 'x' }, {}],
  ['MESH125', 'error', '/protocolDetectionTimeout', { protocolDetectionTimeout: '1us' }, { protocolDetectionTimeout: '0s' }],
  ['MESH101', 'error', '/trustDomain', { trustDomain: '' }, { trustDomain: 'cluster.local' }],
  ['MESH101', 'error', '/trustDomainAliases/1', { trustDomainAliases: ['a', 'b/c'] }, { trustDomainAliases: ['a', 'b.c.'] }],
  ['MESH101', 'error', '/serviceSettings/0/hosts/0', { serviceSettings: [{ hosts: ['a_b'] }] }, { serviceSettings: [{ hosts: ['*.a'] }] }],
  ['MESH113', 'error', '/localityLbSetting/distribute/0/to', { localityLbSetting: { distribute: [{ from: 'a', to: { b: 50 } }] } }, { localityLbSetting: { enabled: true } }],
  ['MESH107', 'error', '/meshMTLS/ecdhCurves', { meshMTLS: { ecdhCurves: ['P-256'] } }, { meshMTLS: { minProtocolVersion: 'TLSV1_3' } }],
  ['MESH124', 'warning', '/tlsDefaults/ecdhCurves/0', { tlsDefaults: { ecdhCurves: ['P-1'] } }, { tlsDefaults: { ecdhCurves: ['P-256'] } }],
  ['MESH124', 'warning', '/tlsDefaults/ecdhCurves/1', { tlsDefaults: { ecdhCurves: ['P-256', 'P-256'] } }, { tlsDefaults: { ecdhCurves: ['P-256', 'X25519'] } }],
  ['MESH104', 'error', '/defaultTrafficPolicy/connectionPool', { defaultTrafficPolicy: { connectionPool: {} } }, { defaultTrafficPolicy: { connectionPool: { http: { http2KeepAlive: {} } } } }],
  ['MESH106', 'error', '/defaultTrafficPolicy/outlierDetection/minHealthPercent', { defaultTrafficPolicy: { outlierDetection: { minHealthPercent: -1 } } }, { defaultTrafficPolicy: { outlierDetection: {} } }],
  ['MESH125', 'error', '/defaultConfig/configPath', proxy({ configPath: '' }), proxy({ configPath: './etc' })],
  ['MESH106', 'error', '/defaultConfig/drainDuration', proxy({ drainDuration: '1.5s' }), proxy({ drainDuration: '45s' })],
  ['MESH125', 'error', '/defaultConfig/discoveryAddress', proxy({ discoveryAddress: 'istiod' }), proxy({ discoveryAddress: 'istiod.istio-system.svc:15012' })],
  ['MESH125', 'error', '/defaultConfig/tracing/zipkin/address', proxy({ tracing: { zipkin: { address: 'a:b' } } }), proxy({ tracing: { zipkin: { address: '$(HOST_IP):9411' } } })],
  ['MESH125', 'error', '/defaultConfig/tracing/lightstep', proxy({ tracing: { lightstep: { address: 'a:1' } } }), proxy({ tracing: { lightstep: { address: 'a:1', accessToken: 'b' } } })],
  ['MESH107', 'error', '/defaultConfig/tracing/tlsSettings', proxy({ tracing: { tlsSettings: { mode: 'MUTUAL' } } }), proxy({ tracing: { tlsSettings: { mode: 'SIMPLE' } } })],
  ['MESH125', 'error', '/defaultConfig/envoyAccessLogService/address', proxy({ envoyAccessLogService: { address: '::1' } }), proxy({ envoyAccessLogService: { address: '[::1]:1' } })],
  ['MESH102', 'error', '/defaultConfig/proxyAdminPort', proxy({ proxyAdminPort: 0 }), proxy({ proxyAdminPort: 15000 })],
  ['MESH125', 'error', '/defaultConfig/privateKeyProvider/cryptomb/pollDelay', proxy({ privateKeyProvider: { cryptomb: {} } }), proxy({ privateKeyProvider: { qat: { pollDelay: '10ms' } } })],
  ['MESH106', 'error', '/defaultConfig/connectionSettings/http2InitialStreamWindowSize', proxy({ connectionSettings: { http2InitialStreamWindowSize: 1 } }), proxy({ connectionSettings: { httpIdleTimeout: '0s' } })],
  ['MESH123', 'warning', '/defaultConfig/proxyMetadata/ISTIO_META_DNS_AUTO_ALLOCATE', proxy({ proxyMetadata: { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' } }), proxy({ proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } })],
  ['MESH126', 'warning', '/extensionProviders/1/name', { extensionProviders: [{ name: 'a', prometheus: {} }, { name: 'a', prometheus: {} }] }, { extensionProviders: [{ name: 'a', prometheus: {} }, { name: 'b', prometheus: {} }] }],
  ['MESH126', 'warning', '/extensionProviders/0', provider({ prometeus: {} }), provider({ stackdriver: {} })],
  ['MESH126', 'warning', '/extensionProviders/0/envoyExtAuthzHttp/service', authz({ service: 'a_b' }), authz({ service: 'ns/ext.authz.svc' })],
  ['MESH126', 'warning', '/extensionProviders/0/envoyExtAuthzHttp/port', authz({ port: 0 }), authz({})],
  ['MESH126', 'warning', '/extensionProviders/0/envoyExtAuthzHttp/statusOnError', authz({ statusOnError: 'forbidden' }), authz({ statusOnError: '403' })],
  ['MESH126', 'warning', '/extensionProviders/0/envoyExtAuthzHttp/pathPrefix', authz({ pathPrefix: 'check' }), authz({ pathPrefix: '/check' })],
  ['MESH126', 'warning', '/extensionProviders/0/opentelemetry', provider({ opentelemetry: { service: 'a.b', port: 1, http: {}, grpc: {} } }), provider({ opentelemetry: { service: 'a.b', port: 1, http: {} } })],
];

test.each(MESH)('%s %s at %s', (code, severity, pointer, wrong, right) => {
  expect(validateMeshConfig(wrong).map((p) => [p.code, p.severity, p.pointer])).toContainEqual([code, severity, pointer]);
  expect(validateMeshConfig(right)).toEqual([]);
});

test.each([
  ['/networks/n/endpoints/0/fromCidr', { endpoints: [{ fromCidr: '10.0.0.0/40' }] }, { endpoints: [{ fromCidr: '10.0.0.0/8' }] }],
  ['/networks/n/endpoints/0/fromRegistry', { endpoints: [{ fromRegistry: 'a.b' }] }, { endpoints: [{ fromRegistry: 'Kubernetes' }] }],
  ['/networks/n/gateways/0/address', { gateways: [{ address: 'a_b', port: 1 }] }, { gateways: [{ address: 'gw.example.com', port: 15443 }] }],
  ['/networks/n/gateways/0/port', { gateways: [{ registryServiceName: 'a.b.svc', port: 0 }] }, { gateways: [{ registryServiceName: 'a.b.svc', port: 1 }] }],
])('networks at %s', (pointer, wrong, right) => {
  expect(validateMeshNetworks({ networks: { n: wrong } }).map((p) => p.pointer)).toEqual([pointer]);
  expect(validateMeshNetworks({ networks: { n: right } })).toEqual([]);
});

test('the other fields are checked even if one can\'t be decoded, and numbers in quotes are numbers', () => {
  const all = validateMeshConfig({ enableAutoMtls: 'yes', connectTimeout: '2h', proxyListenPort: '0', defaultConfig: { drain_duration: '1.5s' } });
  expect(all.map((p) => [p.code, p.severity, p.pointer])).toEqual([
    ['MESH128', 'error', '/enableAutoMtls'], ['MESH102', 'error', '/proxyListenPort'], ['MESH106', 'error', '/connectTimeout'], ['MESH106', 'error', '/defaultConfig/drainDuration'],
  ]);
  expect(all[0]).toMatchObject({ message: '\'yes\' is not a boolean; istiod drops the whole mesh configuration: it keeps the previous one, or starts with its defaults', fix: 'use true or false' });
});

test('networks with wrong types are refused completely', () => {
  expect(validateMeshNetworks({ networks: [] }).map((p) => [p.code, p.severity, p.pointer])).toEqual([['MESH128', 'error', '/networks']]);
  expect(validateMeshNetworks({ networks: { n: { endpoints: [{ fromRegistry: 1 }], gateways: [{ address: '1.2.3.4', port: '15443' }] } } }).map((p) => [p.code, p.pointer]))
    .toEqual([['MESH128', '/networks/n/endpoints/0/fromRegistry']]);
});

const deployment = (config: unknown) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template: { metadata: { annotations: { 'proxy.istio.io/config': config } } } } });
const AT = '/spec/template/metadata/annotations/proxy.istio.io~1config';

test.each([
  ['holdApplicationUntilProxyStarts: "true"', 'MESH130', 'error', 'holdApplicationUntilProxyStarts: \'true\' is not a boolean; the injector refuses the pod'],
  ['proxyMetadata: {ISTIO_META_DNS_CAPTURE: true}', 'MESH130', 'error', 'proxyMetadata.ISTIO_META_DNS_CAPTURE: true is not a string; the injector refuses the pod'],
  ['{"concurrency": "two"}', 'MESH130', 'error', 'concurrency: \'two\' is not a whole number; the injector refuses the pod'],
  ['- concurrency: 2', 'MESH130', 'error', 'ProxyConfig must be an object, not [{"concurrency":2}]; the injector refuses the pod'],
  ['concurrency: 2\nconcurrency: 3', 'MESH130', 'error', 'is broken YAML'],
  ['drainDuration: 1.5s', 'MESH130', 'error', 'drainDuration: \'1.5s\' has fractions of a second; the injector refuses the pod'],
  ['concurency: 2', 'MESH131', 'warning', 'concurency: ProxyConfig has no field "concurency" that Istio 1.31 knows: istiod ignores it'],
])('the annotation of a pod template: %s', (config, code, severity, message) => {
  const found = validateAdmission(deployment(config));
  expect(found.map((p) => [p.code, p.severity, p.pointer, p.aliases])).toEqual([[code, severity, AT, []]]);
  expect(found[0].message).toContain(message);
});

test('valid annotations, and every kind that can have one', () => {
  for (const config of ['holdApplicationUntilProxyStarts: true', 'concurrency: "2"', '', '{}', 'proxy_metadata: {A: "1"}\ntracing: {sampling: "10"}', 5, null]) expect(validateAdmission(deployment(config))).toEqual([]);
  const annotations = { 'proxy.istio.io/config': 'concurrency: x' };
  const template = { metadata: { annotations } };
  const kinds: [string, string, any][] = [
    ['v1', 'Pod', template], ['v1', 'ReplicationController', { spec: { template } }], ['apps/v1', 'StatefulSet', { spec: { template } }], ['apps/v1', 'DaemonSet', { spec: { template } }],
    ['apps/v1', 'ReplicaSet', { spec: { template } }], ['batch/v1', 'Job', { spec: { template } }], ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template } } } }],
    ['gateway.networking.k8s.io/v1', 'Gateway', template], ['gateway.networking.k8s.io/v1', 'Gateway', { spec: { infrastructure: { annotations } } }],
  ];
  for (const [apiVersion, kind, rest] of kinds) {
    expect([kind, validateAdmission({ apiVersion, kind, ...rest }).map((p) => [p.code, p.severity, p.aliases])]).toEqual([kind, [['MESH130', 'error', kind === 'Pod' ? ['IST0125'] : []]]]);
  }
});

test('any JSON in any field is checked without throwing', () => {
  const keys = ['defaultConfig', 'tracing', 'extensionProviders', 'localityLbSetting', 'distribute', 'trustDomain', 'networks', 'gateways', 'zipkin', 'name'];
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 0 }), fc.array(tie('node'), { maxLength: 2 }), fc.dictionary(fc.constantFrom(...keys), tie('node'))),
  }));
  fc.assert(fc.property(node, (config) => {
    expect(Array.isArray(validateMeshConfig(config)) && Array.isArray(validateMeshNetworks(config))).toBe(true);
  }), { numRuns: 500 });
});

test('the mesh configuration is found in its ConfigMap', () => {
  const map = (data: any, name = 'istio-1-31') => validateAdmission({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  expect(map({ mesh: 'trustDomain: a/b', meshNetworks: 'networks: {}' })).toMatchObject([{ code: 'MESH101', pointer: '/data/mesh', message: expect.stringMatching(/^trustDomain: /) }]);
  expect(map({ mesh: 'a: [' })).toMatchObject([{ code: 'MESH003', severity: 'error' }]);
  expect(map({ mesh: 'trustDomain: a.b' })).toEqual([]);
  expect(map({ mesh: 'a: [' }, 'other')).toEqual([]);
});
