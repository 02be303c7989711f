import { Chart, Duration, Testing } from 'cdk8s';
import {
  ControlPlane, GatewayImplementation, HashKey, HttpMethod, LoadBalancer, Locality, Mesh, MeshFeature, MeshService, MutualTls, OutboundTraffic, ServicePort, Source, UpstreamTls,
  type AcceptedDifference, type MeshProps,
} from '../../src';
import { validateSchema } from '../../src/check/schema';

function world(more: MeshProps = {}, acknowledge: AcceptedDifference[] = []) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', {
    controlPlane: ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh(), acknowledge }), trustDomain: 'fleet-1.svc.id.goog', outbound: OutboundTraffic.ALLOW_ANY, ...more,
  });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
  return { app, chart, web, cart };
}
const of = (chart: Chart, kind: string, name?: string) => chart.toJson().filter((o: any) => o.kind === kind && (name === undefined || o.metadata.name === name));
const pods = (app: string) => [{ group: '', kind: 'Pod', selector: { matchLabels: { app } } }];
const principal = (sa: string) => ({ principal: { type: 'Exact', value: `fleet-1.svc.id.goog/ns/shop/sa/${sa}` } });

test('a namespace accepts mutual TLS and its callers use it: without both, connections are plaintext', () => {
  const { app, chart } = world();
  app.synth();
  expect(of(chart, 'GCPServerTLSPolicy').map((o: any) => [o.metadata.name, o.spec])).toEqual([['default', { mtlsMode: 'Strict', targetRefs: [{ group: '', kind: 'Pod', selector: {} }] }]]);
  expect(of(chart, 'GCPClientTLSPolicy').map((o: any) => [o.metadata.name, o.spec])).toEqual([['default', { tlsMode: 'MutualTLS', targetRefs: [{ group: '', kind: 'Namespace', name: 'shop' }] }]]);
});

test('a mesh without mutual TLS has no TLS policies, but a service in it can have a server and a client TLS policy', () => {
  const { chart } = world({ mtls: MutualTls.DISABLE, denyByDefault: false });
  expect(of(chart, 'GCPServerTLSPolicy')).toEqual([]);
  new MeshService(chart, 'vault', { ports: [ServicePort.http(80)], mtls: MutualTls.STRICT });
  expect(of(chart, 'GCPServerTLSPolicy', 'vault')[0].spec).toEqual({ mtlsMode: 'Strict', targetRefs: pods('vault') });
  expect(of(chart, 'GCPClientTLSPolicy', 'vault-mtls')[0].spec).toEqual({ tlsMode: 'MutualTLS', targetRefs: [{ group: '', kind: 'Service', name: 'vault' }] });
});

test('a plaintext port is configured on both sides: by container port and by Service port', () => {
  const { chart, cart } = world();
  cart.portMtls(80, MutualTls.DISABLE);
  expect(of(chart, 'GCPServerTLSPolicy', 'cart')[0].spec).toEqual({ mtlsMode: 'Strict', targetRefs: pods('cart'), portOverrides: [{ port: 8080, mtlsMode: 'Disabled' }] });
  expect(of(chart, 'GCPClientTLSPolicy', 'cart-plain')[0].spec).toEqual({ tlsMode: 'Disable', targetRefs: [{ group: '', kind: 'Service', name: 'cart', sectionName: 'http' }] });
});

test('client TLS is configured for the Services of versions too', () => {
  const { chart, cart } = world();
  cart.addVersion('v1', { image: 'cart:1' });
  cart.policy({ tls: UpstreamTls.disable() });
  expect(of(chart, 'GCPClientTLSPolicy', 'cart-plain')[0].spec.targetRefs.map((t: any) => t.name)).toEqual(['cart', 'cart-v1']);
});

test('deny by default: calls are refused, then allowed by identity, at connection level', () => {
  const { app, chart, web, cart } = world();
  web.calls(cart);
  app.synth();
  expect(of(chart, 'GCPAuthzPolicy').map((o: any) => [o.metadata.name, o.spec])).toEqual([
    ['web-deny-by-default', { enforcementLevel: 'L4', targetRefs: pods('web'), action: 'DENY_BY_DEFAULT' }],
    ['cart-deny-by-default', { enforcementLevel: 'L4', targetRefs: pods('cart'), action: 'DENY_BY_DEFAULT' }],
    ['cart-allow', { enforcementLevel: 'L4', targetRefs: pods('cart'), action: 'ALLOW', rules: [{ from: { sources: [{ principals: [principal('web')] }] } }] }],
  ]);
});

test('if methods or paths are matched, all rules of the service are evaluated per request', () => {
  const { chart, web, cart } = world();
  web.calls(cart, { methods: [HttpMethod.GET], paths: ['/cart', '/items/*', '*/admin'] });
  cart.deny({ from: [Source.anyIdentity()], methods: [HttpMethod.DELETE] });
  const policies = of(chart, 'GCPAuthzPolicy').filter((o: any) => o.metadata.name.startsWith('cart'));
  expect(policies.map((o: any) => o.spec.enforcementLevel)).toEqual(['L7', 'L7', 'L7']);
  expect(policies[1].spec.rules[0].to).toEqual({
    operations: [{ methods: ['GET'], paths: [{ type: 'Exact', value: '/cart' }, { type: 'Prefix', value: '/items/' }, { type: 'Suffix', value: '/admin' }] }],
  });
});

test('many callers are split into groups of ten', () => {
  const { chart, cart } = world();
  for (let i = 0; i < 12; i++) {
    new MeshService(chart, `caller-${i}`, { ports: [ServicePort.http(80)] }).calls(cart);
  }
  const [rule] = of(chart, 'GCPAuthzPolicy', 'cart-allow')[0].spec.rules;
  expect(rule.from.sources.map((s: any) => s.principals.length)).toEqual([10, 2]);
});

test('load balancing and session affinity', () => {
  const accepted = [MeshFeature.LOCALITY_FAILOVER, MeshFeature.HASH_COOKIE].map((feature) => ({ feature, reason: 'as wanted' }));
  const { app, chart, web, cart } = world({}, accepted);
  cart.addVersion('v1', { image: 'cart:1' });
  cart.policy({ loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover({ from: 'europe-west1', to: 'europe-west4' }) }) });
  web.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'user', ttl: Duration.hours(1) })) });
  app.synth();
  expect(of(chart, 'GCPTrafficDistributionPolicy').map((o: any) => [o.metadata.name, o.spec.default])).toEqual([
    ['cart', { localityLbAlgorithm: 'LEAST_REQUEST', serviceLbAlgorithm: 'WATERFALL_BY_REGION' }], ['cart-v1', { localityLbAlgorithm: 'LEAST_REQUEST', serviceLbAlgorithm: 'WATERFALL_BY_REGION' }],
  ]);
  expect(of(chart, 'GCPSessionAffinityPolicy')[0].spec).toEqual({ targetRef: { group: '', kind: 'Service', name: 'web' }, statefulGeneratedCookie: { cookieTtlSeconds: 3600 } });
});

describe('what the policies do not support is an error at synthesis', () => {
  const cases: ReadonlyArray<readonly [string, (w: ReturnType<typeof world>) => void, RegExp]> = [
    ['callers by namespace', ({ cart }) => cart.allow({ from: [Source.namespace('other')] }), /callers by namespace \(source-namespaces\) is not supported[^]*list the identities/],
    ['ports of a call', ({ chart, web }) => {
      web.calls(new MeshService(chart, 'two', { ports: [ServicePort.http(80), ServicePort.http(81, { name: 'http-admin' })] }), { ports: [80] });
    }, /the call of 'shop\/web' is limited to ports 80 of 80, 81, but a GCPAuthzPolicy can't match ports/],
    ['a difference', ({ cart }) => cart.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'u', ttl: Duration.hours(1) })) }), /consistent hashing by cookie \(hash-cookie\) differs[^]*GSSA/],
    ['outlier detection', ({ cart }) => cart.policy({ outlierDetection: { consecutive5xxErrors: 5 } }), /ejection after 5xx errors \(outlier-5xx\) is not supported/],
    ['paths beside a port of bytes', ({ chart, web }) => {
      const mixed = new MeshService(chart, 'mixed', { ports: [ServicePort.http(80), ServicePort.tcp(81)] });
      web.calls(mixed, { paths: ['/a'] });
    }, /shop\/mixed: methods, paths and hosts are checked for HTTP requests only/],
    ['six ports', ({ chart }) => {
      const many = new MeshService(chart, 'many', { ports: [1, 2, 3, 4, 5, 6].map((p) => ServicePort.http(p, { name: `http-${p}` })) });
      [1, 2, 3, 4, 5, 6].forEach((p) => many.portMtls(p, MutualTls.DISABLE));
    }, /overrides at most five ports, got: 6/],
    ['more rules than one policy has', ({ chart, cart }) => {
      for (let i = 0; i < 11; i++) new MeshService(chart, `c-${i}`, { ports: [ServicePort.http(80)] }).calls(cart, { paths: [`/${i}`] });
    }, /needs more than 10 rules/],
  ];
  test.each(cases)('%s', (_name, change, message) => {
    const w = world();
    change(w);
    expect(() => w.app.synth()).toThrow(message);
  });

  test('a trust domain other than that of a fleet', () => {
    expect(() => world({ trustDomain: 'cluster.local' }).app.synth()).toThrow(/the trust domain of Cloud Service Mesh must be that of the fleet, PROJECT\.svc\.id\.goog, got: 'cluster.local'/);
  });
});

describe('the kinds that this package declares', () => {
  const say = (kind: string, spec: object) => validateSchema({ apiVersion: 'networking.gke.io/v1', kind, metadata: { name: 'x', namespace: 'shop' }, spec }).map((f) => f.message).join('; ');
  const [target] = pods('a');
  const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' };
  const rule = { from: { sources: [{ principals: [principal('web')] }] } };
  test.each<[string, string, object, RegExp | string]>([
    ['server policy', 'GCPServerTLSPolicy', { mtlsMode: 'Strict', targetRefs: [target], portOverrides: [{ port: 80, mtlsMode: 'Disabled' }] }, ''],
    ['ports of a namespace', 'GCPServerTLSPolicy', { targetRefs: [{ kind: 'Pod', selector: {} }], portOverrides: [{ port: 80, mtlsMode: 'Disabled' }] }, /overrides no ports/],
    ['expressions', 'GCPServerTLSPolicy', { targetRefs: [{ kind: 'Pod', selector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }] }, /matchLabels, not by/],
    ['client policy', 'GCPClientTLSPolicy', { targetRefs: [{ group: '', kind: 'Namespace', name: 'shop' }] }, ''],
    ['names in plaintext', 'GCPClientTLSPolicy', { tlsMode: 'Disable', subjectAltNames: [{ uri: 'spiffe://a/b' }], targetRefs: [{ group: '', kind: 'Service', name: 'a' }] }, /no names to check/],
    ['a port of a namespace', 'GCPClientTLSPolicy', { targetRefs: [{ group: '', kind: 'Namespace', name: 'shop', sectionName: 'http' }] }, /no ports to name/],
    ['allow', 'GCPAuthzPolicy', { enforcementLevel: 'L4', action: 'ALLOW', targetRefs: [target], rules: [rule] }, ''],
    ['allow nobody', 'GCPAuthzPolicy', { enforcementLevel: 'L4', action: 'ALLOW', targetRefs: [target] }, /at least one rule/],
    ['default with rules', 'GCPAuthzPolicy', { enforcementLevel: 'L4', action: 'DENY_BY_DEFAULT', targetRefs: [target], rules: [rule] }, /has no rules/],
    ['paths of connections', 'GCPAuthzPolicy', { enforcementLevel: 'L4', targetRefs: [target], rules: [{ ...rule, to: { operations: [{ methods: ['GET'] }] } }] }, /principals and nothing else/],
    ['two selections', 'GCPAuthzPolicy', { enforcementLevel: 'L4', targetRefs: [target, target], rules: [rule] }, /one target at most/],
    ['a custom one of connections', 'GCPAuthzPolicy', { enforcementLevel: 'L4', action: 'CUSTOM', targetRefs: [gateway], customProviders: { extensionRefs: [{ group: 'a', kind: 'B', name: 'c' }] } }, /enforcementLevel L7/],
    ['resources of pods', 'GCPAuthzPolicy', { enforcementLevel: 'L7', targetRefs: [target], rules: [{ from: { sources: [{ resources: [{ tagValueIdSet: [1] }] }] } }] }, /Gateways only/],
    ['a selected Gateway', 'GCPAuthzPolicy', { enforcementLevel: 'L7', targetRefs: [{ ...gateway, selector: {} }], rules: [rule] }, /named, not selected/],
  ])('%s', (_name, kind, spec, expected) => {
    if (expected === '') expect(say(kind, spec)).toBe('');
    else expect(say(kind, spec)).toMatch(expected);
  });
});
