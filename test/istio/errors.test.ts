import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { istio } from '../../src';
import { validateAdmission } from '../../src/validation';

const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
let n = 0;
const id = () => `c${n++}`;
const { Destination, StringMatch } = istio;
const shop = Destination.host('shop');

/** Values that are refused by the call that contains them. */
const CASES: [string, () => unknown, string][] = [
  // values
  ['a negative percentage', () => istio.Percentage.of(-1), 'Percentage.of: percent must be a percentage from 0 to 100, got: -1'],
  ['a percentage that Envoy can\'t hold', () => istio.Percentage.of(0.00001), 'at least 0.0001'],
  ['a fraction above one', () => istio.Percentage.fraction(5), 'Percentage.fraction: fraction must be from 0 to 1, got: 5'],
  ['look-around', () => StringMatch.regex('a(?=b)'), "StringMatch.regex: expression must be an RE2 expression (no look-around, no back-references), got: 'a(?=b)'"],
  ['a class of JavaScript alone', () => StringMatch.regex('[^]'), 'must be an RE2 expression'],
  ['a repetition that RE2 has not', () => StringMatch.regex('a{1001}'), 'must be an RE2 expression'],
  ['a host with a space', () => Destination.host('a b'), "Destination: host must be a host name ('*' as its first label is allowed) or an IP address, got: 'a b'"],
  ['a host of numbers', () => Destination.host('10.0.0.300'), "Destination: host must be a host name ('*' as its first label is allowed) or an IP address, got: '10.0.0.300'"],
  ['a port too high', () => Destination.host('a', { port: 70000 }), 'Destination: port must be a port from 1 to 65535, got: 70000'],
  ['a subset with an underscore', () => Destination.host('a', { subset: 'v_1' }), "Destination: subset must be a DNS label (letters, digits and '-', at most 63 characters), got: 'v_1'"],
  ['a fraction of a millisecond', () => istio.FaultDelay.fixed(Duration.millis(1.5)), "FaultDelay.fixed: delay must be in whole milliseconds, got: '1.5 ms'"],
  ['a status that is none', () => istio.FaultAbort.httpStatus(99), 'FaultAbort.httpStatus: status must be a whole number from 200 to 599, got: 99'],
  ['no delay', () => istio.FaultDelay.fixed(Duration.millis(0)), "FaultDelay.fixed: delay must be at least 1 ms, got: '0 ms'"],
  ['a header with a colon', () => istio.ConsistentHash.byHeader('x:y'), 'the name of an HTTP header'],
  ['a table that is not a prime', () => istio.HashAlgorithm.maglev({ tableSize: 10 }), 'tableSize must be a prime number'],
  ['shares that are not all', () => istio.LocalityLoadBalancing.distribute([{ from: 'a', to: { b: 50 } }]), 'add up to 100'],
  ['a region for itself', () => istio.LocalityLoadBalancing.failover([{ from: 'a', to: 'a' }]), "can't fail over to itself"],
  ['a warmup for a hash', () => istio.LoadBalancer.consistentHash(istio.ConsistentHash.bySourceIp(), { warmup: { duration: Duration.seconds(9) } }), 'LoadBalancer.consistentHash: warmup has no effect on consistent hashing; remove it, or use roundRobin or leastRequest'],
  ['a secret and a file', () => istio.ClientTls.mutual(istio.ClientCertificate.secret('s'), { caCertificates: '/ca' }), "the secret 's' already contains the CA certificates"],
  ['clients without an authority', () => istio.ServerTls.mutual(istio.ServerCertificate.files({ serverCertificate: '/c', privateKey: '/k' })), 'ServerTls: verifying clients needs a CA, which a certificate from files does not include; set caCertificates'],
  ['versions upside down', () => istio.ServerTls.simple(istio.ServerCertificate.secret('s'), { minProtocolVersion: istio.TlsVersion.TLS_V1_3, maxProtocolVersion: istio.TlsVersion.TLS_V1_2 }), 'minProtocolVersion TLSV1_3 is above'],
  ['no hosts of a server', () => istio.Server.http({ hosts: [] }), 'hosts must contain at least one host'],
  ['keys that are no JSON', () => istio.JwtRule.inline('https://a', 'keys'), 'jwks must be a JSON Web Key Set'],
  ['keys from a file', () => istio.JwtRule.remote('https://a', 'file:///keys'), "JwtRule.remote: jwksUri must be an http or https URL of at most 2048 characters, got: 'file:///keys'"],
  ['no values of a condition', () => istio.Condition.sourceIp({}), 'values or notValues must be set'],
  ['a module by FTP', () => new istio.WasmPlugin(chart, id(), { module: { url: 'ftp://a/b' } }), 'module.url must have the scheme oci, http, https or file'],
  // one object
  // what istiod refuses of the whole, by its own rules
  ['a fault beside a redirect', () => routes({ redirect: { uri: '/x' }, fault: { abort: istio.FaultAbort.httpStatus(503) } }), 'http[0].fault: a rule can\'t have both fault and redirect; istiod refuses the object'],
  ['a rewrite beside a direct response', () => routes({ directResponse: { status: 200 }, rewrite: { uri: '/' } }), 'http[0].rewrite: a rule can\'t have both rewrite and directResponse'],
  ['a host twice', () => new istio.VirtualService(chart, id(), { hosts: ['b', 'a', 'a'], http: [{ route: [{ destination: shop }] }] }), "hosts[2]: 'a' and 'a' overlap"],
  ['a host that a wildcard has', () => new istio.VirtualService(chart, id(), { hosts: ['*.shop.example', 'a.shop.example'], http: [{ route: [{ destination: shop }] }] }), 'hosts[1]: \'a.shop.example\' and \'*.shop.example\''],
  ['a host that comes later', () => { const v = new istio.VirtualService(chart, id(), { hosts: ['b', '*.a.example'] }); v.addHost('c'); v.addHost('x.a.example'); }, 'hosts[3]: \'x.a.example\' and \'*.a.example\''],
  ['a route that comes later', () => { const v = new istio.VirtualService(chart, id(), { hosts: ['b'] }); v.addHttpRoute({ route: [{ destination: shop }] }); v.addHttpRoute({ redirect: { uri: '/x' }, fault: { abort: istio.FaultAbort.httpStatus(503) } }); }, 'http[1].fault: a rule can\'t have both'],
  ['every host of the mesh', () => new istio.VirtualService(chart, id(), { hosts: ['*'], http: [{ route: [{ destination: shop }] }] }), "hosts[0]: '*' would match every request inside the mesh"],
  ['a delegate for TLS', () => new istio.VirtualService(chart, id(), { tls: [{ match: [{ sniHosts: ['a.example'] }], route: [{ destination: shop }] }] }), 'tls: without hosts this is a delegate'],
  ['a policy for an address', () => new istio.DestinationRule(chart, id(), { host: '10.0.0.1' }), 'host: '],
  ['weights of nothing', () => routes({ route: [{ destination: shop, weight: 0 }, { destination: shop, weight: 0 }] }), 'the weights add up to 0'],
  ['a route to nowhere', () => routes({}), 'http[0]: exactly one of route, redirect, directResponse, delegate must be set, got: none'],
  ['a route and a redirect', () => routes({ route: [{ destination: shop }], redirect: { uri: '/x' } }), 'got: route, redirect'],
  ['a redirect that is none', () => routes({ redirect: { redirectCode: 302 } }), 'a redirect must change'],
  ['retries that are off and set', () => routes({ route: [{ destination: shop }], retries: { attempts: 0, backoff: Duration.seconds(1) } }), 'attempts is 0'],
  ['two subsets of one name', () => new istio.DestinationRule(chart, id(), { host: 'a', subsets: [{ name: 'v1' }, { name: 'v1' }] }), "two subsets are named 'v1'"],
  ['a subset that is not there', () => new istio.DestinationRule(chart, id(), { host: 'a' }).subset('v9'), "there is no subset 'v9' (defined: none); add it with addSubset"],
  ['a host of everything', () => new istio.ServiceEntry(chart, id(), { hosts: ['*'] }), "hosts must not contain '*'"],
  ['endpoints without effect', () => new istio.ServiceEntry(chart, id(), { hosts: ['a.b'], endpoints: [{ address: '10.0.0.1' }] }), 'endpoints have no effect with resolution NONE'],
  ['an entry without an address', () => new istio.WorkloadEntry(chart, id(), {}), 'address or network must be set'],
  ['ports without a selector', () => new istio.PeerAuthentication(chart, id(), { portLevelMtls: { 80: istio.MutualTlsMode.STRICT } }), 'portLevelMtls applies to the ports of selected workloads; set selector too'],
  ['a selector and targets', () => new istio.Telemetry(chart, id(), { selector: { a: 'b' }, targetRefs: [istio.TargetRef.service('a')] }), 'at most one of selector, targetRefs can be set'],
  ['CUSTOM without a provider', () => new istio.AuthorizationPolicy(chart, id(), { action: istio.AuthorizationAction.CUSTOM }), 'action CUSTOM needs a provider; set provider'],
  ['an empty list of a source', () => new istio.AuthorizationPolicy(chart, id(), { rules: [{ from: [{ principals: [] }] }] }), 'rules[0].from[0]: principals must not be empty'],
  ['a wildcard in a selector', () => new istio.Sidecar(chart, id(), { workloadSelector: { app: 'a*' } }), "a label's value"],
  ['an egress host without a namespace', () => new istio.Sidecar(chart, id(), { egress: [{ hosts: ['a.example.com'] }] }), "'namespace/host'"],
  ['a probe by gRPC', () => new istio.WorkloadGroup(chart, id(), { template: {}, probe: istio.ReadinessProbe.grpc(80) }), 'istiod does not support gRPC probes'],
  ['a patch that is not an object', () => istio.EnvoyPatch.merge('x'), 'EnvoyPatch: config must be an Envoy configuration object, got: "x"'],
  // objects of other kinds
  ['a host of what is not a Service', () => istio.Host.of(new ApiObject(chart, id(), { apiVersion: 'v1', kind: 'Secret' })), "must be a Service, got: 'Secret'"],
];

function routes(route: istio.HttpRoute): void {
  new istio.VirtualService(chart, id(), { hosts: ['shop'], http: [route] });
}

test.each(CASES)('%s is refused', (_what, make, message) => {
  expect(make).toThrow(message);
});

test('the message names the construct', () => {
  expect(() => new istio.WorkloadEntry(chart, 'lost', {})).toThrow(/^WorkloadEntry 'shop\/lost': address or network must be set, got: neither$/);
});

test.each<[string, () => istio.VirtualService | istio.DestinationRule, string]>([
  ['a single weight of 0', () => new istio.VirtualService(chart, id(), { hosts: ['a'], http: [{ route: [{ destination: shop, weight: 0 }] }] }), '/spec/http/0/route/0/weight'],
  ['a missing weight', () => new istio.VirtualService(chart, id(), { hosts: ['b'], http: [{ route: [{ destination: shop, weight: 3 }, { destination: shop }] }] }), '/spec/http/0/route/1'],
  ['a table of one', () => new istio.DestinationRule(chart, id(), { host: 'a', trafficPolicy: { loadBalancer: istio.LoadBalancer.consistentHash(istio.ConsistentHash.byHeader('x', istio.HashAlgorithm.maglev({ tableSize: 1 }))) } }), '/spec/trafficPolicy/loadBalancer/consistentHash/maglev/tableSize'],
])('%s is accepted, as by istiod, and the checks warn about it', (_what, make, pointer) => {
  const { apiObject } = make();
  expect(validateAdmission(apiObject.toJson()).map((p) => [p.severity, p.pointer])).toEqual([['warning', pointer]]);
});

test('missing parts can still be added later', () => {
  const v = new istio.VirtualService(chart, id());
  v.addHost('late.example');
  v.addHttpRoute({ route: [{ destination: shop }] });
  expect(validateAdmission(v.apiObject.toJson())).toEqual([]);
});
