import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { expectWellWorded } from '../wording';

/** The findings for some objects with the given codes: `severity CODE Kind/name pointer`. */
const found = (codes: RegExp, objects: readonly object[], world: object = {}) => {
  const findings = checkManifests(objects.map((object) => ({ object, origin: {} })), world, { checks: CHECKS }).filter(({ code }) => codes.test(code));
  findings.forEach(expectWellWorded);
  return findings.map((f) => `${f.severity} ${f.code} ${f.object.kind}/${f.object.name} ${f.pointer}`);
};
const of = (group: string, kind: string, name: string, spec: object, meta: object = {}) => ({ apiVersion: `${group}.cnrm.cloud.google.com/v1beta1`, kind, metadata: { name, namespace: 'net', ...meta }, spec: { location: 'global', projectRef: { external: 'projects/p' }, ...spec } });
const route = (kind: string, spec: object, name = 'r') => of('networkservices', `NetworkServices${kind}Route`, name, { meshes: [{ name: 'm' }], ...(kind === 'HTTP' || kind === 'GRPC' ? { hostnames: ['cart.example.com'] } : {}), ...spec });
const to = (...names: string[]) => ({ destinations: names.map((name) => ({ serviceRef: { name } })) });
const http = (action: object, match?: object) => route('HTTP', { rules: [{ ...(match && { matches: [match] }), action }] });
const backend = (spec: object, name = 'cart') => of('compute', 'ComputeBackendService', name, { loadBalancingScheme: 'INTERNAL_SELF_MANAGED', protocol: 'HTTP', healthChecks: [{ healthCheckRef: { name: 'hc' } }], ...spec });
const neg = (zone = 'a', name = 'cart') => ({ group: { networkEndpointGroupRef: { external: `projects/p/zones/us-central1-${zone}/networkEndpointGroups/${name}` } } });
const machines = { group: { instanceGroupRef: { external: 'projects/p/zones/us-central1-a/instanceGroups/vm' } } };
const serverless = { group: { networkEndpointGroupRef: { external: 'projects/p/regions/us-central1/networkEndpointGroups/run' } } };
const gateway = (name: string, spec: object = {}) => of('networkservices', 'NetworkServicesGateway', name, { type: 'OPEN_MESH', scope: 'edge', ports: [443], ...spec });
const mesh = (spec: object, name = 'm') => of('networkservices', 'NetworkServicesMesh', name, spec);
const authz = (rule: object, spec: object = {}) => of('networksecurity', 'NetworkSecurityAuthorizationPolicy', 'callers', { action: 'ALLOW', rules: [rule], ...spec });
const endpoints = (spec: object) => of('networkservices', 'NetworkServicesEndpointPolicy', 'cart', { type: 'SIDECAR_PROXY', endpointMatcher: { metadataLabelMatcher: { metadataLabelMatchCriteria: 'MATCH_ANY', metadataLabels: [] } }, ...spec });
const tls = (kind: 'Client' | 'Server', spec: object) => of('networksecurity', `NetworkSecurity${kind}TLSPolicy`, 'tls', spec);
const plugin = (pluginInstance: string) => ({ certificateProviderInstance: { pluginInstance } });
const SPIFFE = plugin('google_cloud_private_spiffe');
const PRINCIPAL = 'spiffe://p.svc.id.goog/ns/shop/sa/web';
const R = 'NetworkServicesHTTPRoute/r';
const A = '/spec/rules/0/action';

type Case = readonly [what: string, objects: readonly object[], expected: readonly string[]];
const CASES: readonly Case[] = [
  ['MESH524 look-alikes of hostnames', [route('HTTP', { hostnames: ['cart.example.com', '*.example.com', '*', 'cart', 'a-1.b', '10.example', '1.2.3.4.example.com'] })], []],
  ['MESH524 hostnames', [route('HTTP', { hostnames: ['cart.Example.com', 'web*.example.com', '*.*.com', 'cart.example.com:80', '::1', '192.168.1.1', 'cart_1.example.com', '-a.b', 'cart.example.com.'] })],
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => `error MESH524 ${R} /spec/hostnames/${i}`)],
  ['MESH524 hostnames of gRPC have ports', [route('GRPC', { hostnames: ['cart:50051', 'cart', 'cart:70000', 'Cart:1', 'cart:http'] })], [2, 3, 4].map((i) => `error MESH524 NetworkServicesGRPCRoute/r /spec/hostnames/${i}`)],
  ['MESH524 server names', [route('TLS', { rules: [{ matches: [{ sniHost: ['a.example.com', '*.example.com', '*w.example.com', 'A.example.com'] }], action: to('cart') }] })], [2, 3].map((i) => `error MESH524 NetworkServicesTLSRoute/r /spec/rules/0/matches/0/sniHost/${i}`)],
  ['MESH525 one way for each', [http(to('a'), { fullPathMatch: '/a', headers: [{ header: 'x', presentMatch: true }], queryParameters: [{ queryParameter: 'q', exactMatch: '1' }] })], []],
  ['MESH525 two ways', [http(to('a'), { regexMatch: '/a.*', prefixMatch: '/a', headers: [{ header: 'x', regexMatch: 'a', suffixMatch: 'b' }, { header: 'y' }], queryParameters: [{ queryParameter: 'q', exactMatch: '1', presentMatch: true }] })], [
    `error MESH525 ${R} /spec/rules/0/matches/0/headers/0/suffixMatch`, `error MESH525 ${R} /spec/rules/0/matches/0/headers/1`, `error MESH525 ${R} /spec/rules/0/matches/0/queryParameters/0/presentMatch`, `error MESH525 ${R} /spec/rules/0/matches/0/regexMatch`,
  ]],
  ['MESH525 a path without its slash', [http(to('a'), { prefixMatch: 'api' })], [`error MESH525 ${R} /spec/rules/0/matches/0/prefixMatch`]],
  ['MESH525 regular expressions of RE2', [http(to('a'), { regexMatch: '/a(?i)b\\.[[:alpha:]]+', headers: [{ header: 'x', regexMatch: '^(v1|v2)$' }] })], []],
  ['MESH525 regular expressions of another syntax', [http(to('a'), { regexMatch: '/(?=a)', headers: [{ header: 'x', regexMatch: '(a' }, { header: 'y', regexMatch: 'a+' }], queryParameters: [{ queryParameter: 'q', regexMatch: '(a)\\1' }] })], [
    `error MESH525 ${R} /spec/rules/0/matches/0/headers/0/regexMatch`, `error MESH525 ${R} /spec/rules/0/matches/0/queryParameters/0/regexMatch`, `error MESH525 ${R} /spec/rules/0/matches/0/regexMatch`,
  ]],
  ['MESH526 retries of each kind of route', [http({ ...to('a'), retryPolicy: { numRetries: 1, retryConditions: ['5xx', 'retriable-4xx', 'gateway-error'] } }), route('GRPC', { rules: [{ action: { ...to('a'), retryPolicy: { numRetries: 3, retryConditions: ['unavailable'] } } }] })], []],
  ['MESH526 conditions of the other kind', [http({ ...to('a'), retryPolicy: { numRetries: -1, retryConditions: ['5xx', '503', 'connect_failure'] } }), route('GRPC', { rules: [{ action: { ...to('a'), retryPolicy: { retryConditions: ['gateway-error', 'UNAVAILABLE'] } } }] })], [
    `error MESH526 ${R} ${A}/retryPolicy/numRetries`, ...[1, 2].map((i) => `error MESH526 ${R} ${A}/retryPolicy/retryConditions/${i}`), ...[0, 1].map((i) => `error MESH526 NetworkServicesGRPCRoute/r ${A}/retryPolicy/retryConditions/${i}`),
  ]],
  ['MESH527 seconds', [http({ ...to('a'), timeout: '0.5s', retryPolicy: { perTryTimeout: '3s' } })], []],
  ['MESH527 other durations', [http({ ...to('a'), timeout: '500ms', retryPolicy: { perTryTimeout: '0s' }, faultInjectionPolicy: { delay: { fixedDelay: '1m', percentage: 1 } } })], [
    `error MESH527 ${R} ${A}/faultInjectionPolicy/delay/fixedDelay`, `error MESH527 ${R} ${A}/retryPolicy/perTryTimeout`, `error MESH527 ${R} ${A}/timeout`,
  ]],
  ['MESH528 a redirect alone', [http({ redirect: { httpsRedirect: true, prefixRewrite: '/b' } })], []],
  ['MESH528 what excludes each other', [http({ redirect: { hostRedirect: 'x.example.com' }, urlRewrite: { hostRewrite: 'y' } }), route('TCP', { rules: [{ matches: [], action: { originalDestination: true } }, { action: { originalDestination: false, ...to('a') } }, { action: { originalDestination: true, ...to('a') } }] })], [
    `error MESH528 ${R} ${A}/redirect`, 'error MESH528 NetworkServicesTCPRoute/r /spec/rules/2/action/originalDestination',
  ]],
  ['MESH528 an action that leads nowhere', [http({ timeout: '1s' })], [`warning MESH528 ${R} ${A}`]],
  ['MESH529 faults', [http({ ...to('a'), faultInjectionPolicy: { abort: { httpStatus: 503, percentage: 100 }, delay: { fixedDelay: '1s', percentage: 0 } } })], []],
  ['MESH529 faults out of range', [http({ ...to('a'), faultInjectionPolicy: { abort: { httpStatus: 600, percentage: -1 }, delay: { fixedDelay: '1s', percentage: 0.5 } } })], ['abort/httpStatus', 'abort/percentage', 'delay/percentage'].map((p) => `error MESH529 ${R} ${A}/faultInjectionPolicy/${p}`)],
  ['MESH530 codes by words', [http({ redirect: { responseCode: 'FOUND', portRedirect: 443 } })], []],
  ['MESH530 codes by numbers', [http({ redirect: { responseCode: '302', portRedirect: 65536 } })], ['portRedirect', 'responseCode'].map((p) => `error MESH530 ${R} ${A}/redirect/${p}`)],
  ['MESH531 addresses', [route('TCP', { rules: [{ matches: [{ address: '10.0.0.1', port: '80' }, { address: '0.0.0.0/0', port: '81' }, { address: '::/0', port: '82' }, { address: 'db.example.com', port: '83' }, { address: '10.0.0.0/33', port: '84' }], action: to('a') }] })], [2, 3, 4].map((i) => `error MESH531 NetworkServicesTCPRoute/r /spec/rules/0/matches/${i}/address`)],
  ['MESH532 ports', [mesh({ interceptionPort: 0 }), mesh({ interceptionPort: 15001 }, 'n'), gateway('g', { ports: [0, 80] }), endpoints({ trafficPortSelector: { ports: ['8080', '8080-8090', 'http'] } }), authz({ destinations: [{ hosts: ['*'], ports: [443, 65536] }] })], [
    'error MESH532 NetworkServicesGateway/g /spec/ports/0', 'error MESH532 NetworkServicesEndpointPolicy/cart /spec/trafficPortSelector/ports/1', 'error MESH532 NetworkServicesEndpointPolicy/cart /spec/trafficPortSelector/ports/2', 'error MESH532 NetworkSecurityAuthorizationPolicy/callers /spec/rules/0/destinations/0/ports/1',
  ]],
  ['MESH533 a mesh is global', [route('HTTP', { location: 'europe-west1', rules: [] }), gateway('swg', { type: 'SECURE_WEB_GATEWAY', location: 'europe-west1' }), gateway('open', { location: 'europe-west1' }), endpoints({ location: 'us-east1' }), backend({ location: 'us-east1' }), backend({ location: 'us-east1', loadBalancingScheme: 'INTERNAL_MANAGED' }, 'lb')], [
    `error MESH533 ${R} /spec/location`, 'error MESH533 NetworkServicesGateway/open /spec/location', 'error MESH533 NetworkServicesEndpointPolicy/cart /spec/location', 'error MESH533 ComputeBackendService/cart /spec/location',
  ]],
  ['MESH534 scopes and ports', [gateway('a'), gateway('b', { ports: [80] }), gateway('c', { scope: 'other' }), gateway('d', { projectRef: { external: 'projects/q' } }), gateway('e', { ports: [8443, 443] }), gateway('f', { scope: 'x'.repeat(65) })], [
    'error MESH534 NetworkServicesGateway/e /spec/ports/1', 'error MESH534 NetworkServicesGateway/f /spec/scope',
  ]],
  ['MESH535 values that fit', [authz({ sources: [{ principals: [PRINCIPAL, '*', '*/sa/web', 'spiffe://p.svc.id.goog/ns/shop/*'], ipBlocks: ['10.0.0.0/8', '10.1.1.1', 'fd00::/8'] }], destinations: [{ hosts: ['*', 'a.example.com', '*.example.com', 'a.*'], ports: [80], methods: ['GET', '*'] }] })], []],
  ['MESH535 values that don\'t', [authz({ sources: [{ principals: ['cluster.local/ns/a/sa/b', 'shop/*', 'spiffe://*/sa/web'], ipBlocks: ['10.0.0.0/40', 'office'] }], destinations: [{ hosts: ['a*b'], ports: [80], methods: ['Get', 'post'] }] })], [
    ...[0].map((i) => `error MESH535 NetworkSecurityAuthorizationPolicy/callers /spec/rules/0/destinations/0/hosts/${i}`), ...[0, 1].map((i) => `error MESH535 NetworkSecurityAuthorizationPolicy/callers /spec/rules/0/destinations/0/methods/${i}`),
    ...[0, 1].map((i) => `error MESH535 NetworkSecurityAuthorizationPolicy/callers /spec/rules/0/sources/0/ipBlocks/${i}`), ...[0, 1, 2].map((i) => `error MESH535 NetworkSecurityAuthorizationPolicy/callers /spec/rules/0/sources/0/principals/${i}`),
  ]],
  ['MESH536 the provider of GKE', [tls('Client', { clientCertificate: SPIFFE, serverValidationCa: [SPIFFE] }), tls('Server', { serverCertificate: SPIFFE, mtlsPolicy: { clientValidationCa: [SPIFFE] } }), tls('Server', { serverCertificate: { grpcEndpoint: { targetUri: 'x' } } })], []],
  ['MESH536 other providers', [tls('Client', { clientCertificate: SPIFFE, serverValidationCa: [plugin('default')] }), tls('Server', { mtlsPolicy: { clientValidationCa: [SPIFFE, plugin('google-cloud-private-spiffe')] } })], [
    'error MESH536 NetworkSecurityClientTLSPolicy/tls /spec/serverValidationCa/0/certificateProviderInstance/pluginInstance', 'error MESH536 NetworkSecurityServerTLSPolicy/tls /spec/mtlsPolicy/clientValidationCa/1/certificateProviderInstance/pluginInstance',
  ]],
  ['MESH536 a client that checks nobody', [tls('Client', { clientCertificate: SPIFFE })], ['warning MESH536 NetworkSecurityClientTLSPolicy/tls /spec']],
  ['MESH537 identities by mutual TLS, and policies without identities', [authz({ sources: [{ principals: [PRINCIPAL] }] }), endpoints({ authorizationPolicyRef: { name: 'callers' }, serverTlsPolicyRef: { name: 'tls' } }), tls('Server', { mtlsPolicy: { clientValidationCa: [SPIFFE] } })], []],
  ['MESH537 a server that asks for nothing', [authz({ sources: [{ principals: [PRINCIPAL] }] }), endpoints({ authorizationPolicyRef: { name: 'callers' }, serverTlsPolicyRef: { name: 'tls' } }), tls('Server', { serverCertificate: SPIFFE })], ['error MESH537 NetworkServicesEndpointPolicy/cart /spec/serverTlsPolicyRef']],
  ['MESH537 no TLS at all', [authz({ sources: [{ ipBlocks: ['10.0.0.0/8'] }] }), endpoints({ authorizationPolicyRef: { name: 'callers' } })], []],
  ['MESH537 no TLS at all, and a DENY', [authz({ sources: [{ principals: [PRINCIPAL] }] }, { action: 'DENY' }), endpoints({ authorizationPolicyRef: { name: 'callers' } })], ['error MESH537 NetworkServicesEndpointPolicy/cart /spec/authorizationPolicyRef']],
  ['MESH538 weight of a mirror', [http({ ...to('a'), requestMirrorPolicy: { destination: { serviceRef: { name: 'b' }, weight: 1 } } })], [`warning MESH538 ${R} ${A}/requestMirrorPolicy/destination/weight`]],
  ['MESH539 names of meshes', [mesh({}, 'shop-1'), mesh({}, '1shop'), mesh({ resourceID: 'shop.mesh' }, 'ok'), mesh({ resourceID: 'Shop' }, 'x.y')], ['error MESH539 NetworkServicesMesh/1shop /metadata/name', 'error MESH539 NetworkServicesMesh/ok /spec/resourceID']],
  ['MESH544 capacities', [backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 10 }, serverless] }), backend({ backend: [{ ...machines, balancingMode: 'UTILIZATION', maxUtilization: 0.8 }] }, 'vm'), backend({ protocol: 'TCP', backend: [{ ...neg(), balancingMode: 'CONNECTION', maxConnectionsPerEndpoint: 5 }] }, 'tcp')], []],
  ['MESH544 capacities of another group', [backend({ backend: [neg(), { ...neg('b'), balancingMode: 'RATE' }, { ...neg('c'), balancingMode: 'RATE', maxRatePerInstance: 5 }] }), backend({ backend: [{ ...machines, balancingMode: 'RATE', maxRatePerEndpoint: 5 }] }, 'vm')], [
    'error MESH544 ComputeBackendService/cart /spec/backend/0', 'error MESH544 ComputeBackendService/cart /spec/backend/1/balancingMode', 'error MESH544 ComputeBackendService/cart /spec/backend/2/maxRatePerInstance', 'error MESH544 ComputeBackendService/vm /spec/backend/0/maxRatePerEndpoint',
  ]],
  ['MESH545 one kind of group', [backend({ backend: [neg('a'), neg('b')] }), backend({ backend: [machines, machines] }, 'vm')], []],
  ['MESH545 several kinds of groups', [backend({ backend: [neg(), serverless] }), backend({ backend: [machines, neg()] }, 'vm')], ['error MESH545 ComputeBackendService/cart /spec/backend/1/group', 'error MESH545 ComputeBackendService/vm /spec/backend/1/group']],
  ['MESH546 affinity with its hash', [backend({ sessionAffinity: 'HEADER_FIELD', consistentHash: { httpHeaderName: 'x' }, localityLbPolicy: 'RING_HASH' }), backend({ sessionAffinity: 'CLIENT_IP' }, 'ip')], []],
  ['MESH546 affinity without its hash', [backend({ sessionAffinity: 'HEADER_FIELD', consistentHash: { httpCookie: { name: 'c' } } }), backend({ consistentHash: { httpHeaderName: 'x' }, localityLbPolicy: 'MAGLEV' }, 'none')], [
    'error MESH546 ComputeBackendService/cart /spec/sessionAffinity', 'warning MESH546 ComputeBackendService/none /spec/consistentHash/httpHeaderName',
  ]],
  ['MESH547 health', [backend({ backend: [neg()] }), of('compute', 'ComputeHealthCheck', 'hc', { httpHealthCheck: {} }), backend({ healthChecks: undefined, backend: [serverless] }, 'run')], []],
  ['MESH547 no health', [backend({ healthChecks: undefined, backend: [machines] }), backend({}, 'other'), of('compute', 'ComputeHealthCheck', 'hc', { location: 'us-east1', httpHealthCheck: {}, grpcHealthCheck: {} }), of('compute', 'ComputeHealthCheck', 'none', {})], [
    'error MESH547 ComputeBackendService/cart /spec', 'error MESH547 ComputeHealthCheck/hc /spec', 'error MESH547 ComputeHealthCheck/hc /spec/location', 'error MESH547 ComputeHealthCheck/none /spec',
  ]],
  ['MESH547 intervals as long as the timeout', [of('compute', 'ComputeHealthCheck', 'hc', { checkIntervalSec: 10, timeoutSec: 10, httpHealthCheck: {} }), of('compute', 'ComputeHealthCheck', 'none', { httpHealthCheck: {} }), of('compute', 'ComputeHealthCheck', 'half', { timeoutSec: 5, tcpHealthCheck: {} })], []],
  ['MESH547 timeouts longer than the interval', [of('compute', 'ComputeHealthCheck', 'hc', { checkIntervalSec: 10, timeoutSec: 11, httpHealthCheck: {} }), of('compute', 'ComputeHealthCheck', 'short', { checkIntervalSec: 3, httpHealthCheck: {} }), of('compute', 'ComputeHealthCheck', 'slow', { timeoutSec: 6, httpHealthCheck: {} })], [
    'error MESH547 ComputeHealthCheck/hc /spec/timeoutSec', 'error MESH547 ComputeHealthCheck/short /spec/timeoutSec', 'error MESH547 ComputeHealthCheck/slow /spec/timeoutSec',
  ]],
  ['MESH548 protocols of routes', [http(to('cart')), route('GRPC', { rules: [{ action: to('grpc') }] }), backend({}), backend({ protocol: 'GRPC' }, 'grpc'), route('TCP', { rules: [{ action: to('tcp') }] }), backend({ protocol: 'TCP' }, 'tcp')], []],
  ['MESH548 routes to another protocol', [http(to('tcp')), route('GRPC', { rules: [{ action: to('cart') }] }), route('TLS', { rules: [{ action: to('cart') }] }), backend({}), backend({ protocol: 'TCP' }, 'tcp'), backend({ protocol: 'UDP' }, 'udp')], [
    `warning MESH548 ${R} ${A}/destinations/0/serviceRef`, `warning MESH548 NetworkServicesGRPCRoute/r ${A}/destinations/0/serviceRef`, `info MESH548 NetworkServicesTLSRoute/r ${A}/destinations/0/serviceRef`, 'error MESH548 ComputeBackendService/udp /spec/protocol',
  ]],
  ['MESH549 a route to a service of a load balancer', [http(to('cart', 'lb')), backend({}), backend({ loadBalancingScheme: 'EXTERNAL_MANAGED' }, 'lb'), route('TLS', { rules: [{ action: to('none') }] }), backend({ loadBalancingScheme: undefined }, 'none')], [
    `error MESH549 ${R} ${A}/destinations/1/serviceRef`, `error MESH549 NetworkServicesTLSRoute/r ${A}/destinations/0/serviceRef`,
  ]],
  ['MESH549 a load balancer to a service of a mesh', [
    of('compute', 'ComputeForwardingRule', 'fr', { loadBalancingScheme: 'EXTERNAL_MANAGED', target: { targetHTTPProxyRef: { name: 'proxy' } } }), of('compute', 'ComputeTargetHTTPProxy', 'proxy', { urlMapRef: { name: 'map' } }),
    of('compute', 'ComputeURLMap', 'map', { defaultService: { backendServiceRef: { name: 'lb' } }, pathMatcher: [{ defaultService: { backendServiceRef: { name: 'cart' } } }] }), backend({}), backend({ loadBalancingScheme: 'EXTERNAL' }, 'lb'),
  ],
  ['error MESH549 ComputeURLMap/map /spec/pathMatcher/0/defaultService/backendServiceRef']],
];

test.each(CASES)('%s', (what, objects, expected) => {
  const [code] = what.split(' ');
  expect(found(new RegExp(`^${code}$`), objects).sort()).toEqual([...expected].sort());
});

describe('MESH733: references', () => {
  const objects = [http({ ...to('cart', 'gone'), requestMirrorPolicy: { destination: { serviceRef: { name: 'cart', namespace: 'other' } } } }), mesh({}), backend({}), of('compute', 'ComputeHealthCheck', 'hc', {}, { namespace: 'elsewhere' })];
  const expected = (severity: string) => [`${R} ${A}/destinations/1/serviceRef`, `${R} ${A}/requestMirrorPolicy/destination/serviceRef`, 'ComputeBackendService/cart /spec/healthChecks/0/healthCheckRef'].map((at) => `${severity} MESH733 ${at}`);
  test('are errors if all objects are known', () => expect(found(/^MESH733$/, objects, { complete: true }).sort()).toEqual(expected('error').sort()));
  test('are information otherwise', () => expect(found(/^MESH733$/, objects).sort()).toEqual(expected('info').sort()));
});

describe('MESH730: firewalls', () => {
  const firewall = (sourceRanges: string[], spec: object = {}) => of('compute', 'ComputeFirewall', 'fw', { networkRef: { name: 'n' }, sourceRanges, allow: [{ protocol: 'tcp', ports: ['8000-9000'] }], ...spec });
  const check = (spec: object = { httpHealthCheck: { port: 8080 } }) => of('compute', 'ComputeHealthCheck', 'hc', spec);
  const service = backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 1 }] });
  const exposed = (targetPort: number) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop', annotations: { 'cloud.google.com/neg': '{"exposed_ports":{"80":{"name":"cart"}}}' } }, spec: { ports: [{ port: 80, targetPort }] } });
  const BOTH = ['35.191.0.0/16', '130.211.0.0/22'];
  test.each<[string, readonly object[], boolean]>([
    ['both ranges', [service, check(), firewall(BOTH)], false],
    ['no range', [service, check(), firewall(['10.0.0.0/8'])], true],
    ['one range of two', [service, check(), firewall(['35.191.0.0/16'])], true],
    ['a part of a range', [service, check(), firewall(['35.191.0.0/24', '130.211.0.0/22'])], true],
    ['everybody', [service, check(), firewall(['0.0.0.0/0'])], false],
    ['wider ranges', [service, check(), firewall(['35.0.0.0/8', '130.208.0.0/12'])], false],
    ['two rules, a range each', [service, check(), firewall(['35.191.0.0/16']), { ...firewall(['130.211.0.0/22']), metadata: { name: 'fw2', namespace: 'net' } }], false],
    ['other ports', [service, check({ tcpHealthCheck: { port: 80 } }), firewall(BOTH)], true],
    ['all ports', [service, check({ tcpHealthCheck: { port: 80 } }), firewall(BOTH, { allow: [{ protocol: 'all' }] })], false],
    ['the port of the pods', [service, check({ grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } }), firewall(BOTH), exposed(8080)], false],
    ['the port of the Service alone', [service, check({ grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } }), firewall(BOTH, { allow: [{ protocol: 'tcp', ports: ['80'] }] }), exposed(50051)], true],
    ['a rule for what goes out', [service, check(), firewall(['10.0.0.0/8']), { ...firewall(BOTH, { direction: 'EGRESS' }), metadata: { name: 'out', namespace: 'net' } }], true],
    ['a rule that is off', [service, check(), firewall(['10.0.0.0/8']), { ...firewall(BOTH, { disabled: true }), metadata: { name: 'off', namespace: 'net' } }], true],
    ['rules that are elsewhere', [service, check()], false],
    ['a policy of the network', [service, check(), firewall(['10.0.0.0/8']), of('compute', 'ComputeNetworkFirewallPolicyRule', 'x', {})], false],
    ['serverless backends', [backend({ backend: [serverless] }), check(), firewall(['10.0.0.0/8'])], false],
  ])('%s', (_, objects, wrong) => expect(found(/^MESH730$/, objects)).toEqual(wrong ? ['warning MESH730 ComputeBackendService/cart /spec/healthChecks'] : []));
});

describe('annotations', () => {
  const service = (annotations: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop', annotations }, spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'grpc', port: 50051 }] } });
  test.each<[string, number, string?]>([
    ['{"exposed_ports":{"80":{"name":"cart"},"50051":{}}}', 0], ['{"ingress": true}', 0], ['{"ingress":true,"exposed_ports":{"80":{}}}', 0],
    ['{\'exposed_ports\':{\'80\':{}}}', 1, 'double quotes'], ['exposed_ports: 80', 1], ['', 1], ['["80"]', 1], ['{"exposed_ports":{"80":{"name":"cart"}}', 1],
    ['{"exposed_ports":{"8080":{"name":"cart"}}}', 1, 'no port 8080'], ['{"exposed_ports":{"http":{}}}', 1], ['{"exposed_ports":["80"]}', 1], ['{"exposed_ports":{"80":"cart"}}', 1],
    ['{"exposed_ports":{"80":{"name":"Cart_1"}}}', 1], ['{"ingress":"true"}', 1], ['{"ingress":true,"exposed_ports":{"80":{"name":"cart"}}}', 1], ['{"exposedPorts":{"80":{}}}', 1],
  ])('MESH731: %s', (text, number, words = '') => {
    const findings = checkManifests([{ object: service({ 'cloud.google.com/neg': text }), origin: {} }], {}, { checks: CHECKS }).filter((f) => f.code === 'MESH731');
    expect(findings).toHaveLength(number);
    findings.forEach((f) => { expectWellWorded(f); expect(f.message).toContain(words); expect([f.severity, f.pointer]).toEqual([text.includes('exposedPorts') ? 'warning' : 'error', '/metadata/annotations/cloud.google.com~1neg']); });
  });
  const pod = (annotations: object) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: {}, template: { metadata: { labels: { app: 'cart' }, annotations }, spec: { containers: [] } } } });
  const namespace = (annotations: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations } });
  test.each<[object, string | undefined]>([
    [service({ 'cloud.google.com/backend-config': '{"default": "a"}' }), undefined], [service({ 'cloud.google.com/backend-config': '{"ports": {"80": "a", "grpc": "b"}}' }), undefined], [service({ 'networking.gke.io/app-protocols': '{"http": "HTTP2"}' }), undefined],
    [pod({ 'cloud.google.com/proxyMetadata': '{"app": "cart"}' }), undefined], [namespace({ 'mesh.cloud.google.com/proxy': '{"managed": "true"}' }), undefined],
    [service({ 'cloud.google.com/backend-config': '{default: a}' }), '/metadata/annotations/cloud.google.com~1backend-config'],
    [service({ 'cloud.google.com/backend-config': '{"80": "a"}' }), '/metadata/annotations/cloud.google.com~1backend-config'],
    [service({ 'networking.gke.io/app-protocols': '{"http": "http2"}' }), '/metadata/annotations/networking.gke.io~1app-protocols'],
    [service({ 'controller.autoneg.dev/neg': '{"backend_services": [{"name": "cart"}]}' }), '/metadata/annotations/controller.autoneg.dev~1neg'],
    [pod({ 'cloud.google.com/proxyMetadata': 'app=cart' }), '/spec/template/metadata/annotations/cloud.google.com~1proxyMetadata'],
    [namespace({ 'mesh.cloud.google.com/proxy': '{"managed": true}' }), '/metadata/annotations/mesh.cloud.google.com~1proxy'],
  ])('MESH732: %j', (object, pointer) => expect(found(/^MESH732$/, [object]).map((f) => f.replace(/^(\S+) (\S+) \S+ /, '$1 $2 '))).toEqual(pointer ? [`error MESH732 ${pointer}`] : []));
});
