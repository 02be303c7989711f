import { Chart, Duration } from 'cdk8s';
import { ControlPlane, EgressGateway, ExternalService, GrpcMatch, HttpMethod, Identity, Mesh, MeshService, MutualTls, OutboundTraffic, Resolution, ServicePort, Source, StringMatch } from '../../src';
import { aMesh, find, has, objects } from '../fixture';

const http = () => [ServicePort.http(80, { targetPort: 8080 })];

describe('by default', () => {
  test('plaintext, undeclared calls and undeclared hosts are refused', () => {
    const { chart, mesh } = aMesh();
    expect(find(mesh, 'PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(find(chart, 'Namespace', 'shop').metadata).toEqual({ name: 'shop', labels: { 'istio-injection': 'enabled' } });
    expect(find(chart, 'PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(find(chart, 'AuthorizationPolicy', 'deny-by-default').spec).toEqual({});
    expect(find(chart, 'Sidecar', 'default').spec.outboundTrafficPolicy).toEqual({ mode: 'REGISTRY_ONLY' });
  });

  test('undeclared hosts are refused without scoped sidecars, too', () => {
    const { chart } = aMesh({ scopeSidecars: false });
    expect(find(chart, 'Sidecar', 'default').spec).toEqual({ egress: [{ hosts: ['*/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });
  });

  test('each default can be changed with one property', () => {
    const { chart } = aMesh({ denyByDefault: false, mtls: MutualTls.PERMISSIVE, outbound: OutboundTraffic.ALLOW_ANY });
    const a = new MeshService(chart, 'a', { ports: http() });
    a.calls(new MeshService(chart, 'b', { ports: http() }));
    expect(objects(chart).filter((o) => o.kind === 'AuthorizationPolicy')).toEqual([]);
    expect(find(chart, 'PeerAuthentication', 'default').spec.mtls.mode).toBe('PERMISSIVE');
    expect(objects(chart).filter((o) => o.kind === 'Sidecar')).toEqual([]); // everybody may call everything, so proxies know everything
    const scoped = aMesh({ denyByDefault: false, scopeSidecars: true, outbound: OutboundTraffic.ALLOW_ANY }).chart;
    new MeshService(scoped, 'a', { ports: http() });
    expect(find(scoped, 'Sidecar', 'a').spec.outboundTrafficPolicy.mode).toBe('ALLOW_ANY');
  });

  test('sidecars can have the configuration of all services', () => {
    const { chart } = aMesh({ scopeSidecars: false, outbound: OutboundTraffic.ALLOW_ANY });
    new MeshService(chart, 'a', { ports: http() });
    expect(objects(chart).filter((o) => o.kind === 'Sidecar')).toEqual([]);
  });
});

describe('a call', () => {
  test('allows the caller only, on the container port', () => {
    const { chart } = aMesh();
    const [a, b, c] = ['a', 'b', 'c'].map((n) => new MeshService(chart, n, { ports: http() }));
    a.calls(c, { methods: [HttpMethod.GET], paths: ['/items/*'] });
    b.calls(c);
    expect(find(chart, 'AuthorizationPolicy', 'c-allow').spec).toEqual({
      selector: { matchLabels: { app: 'c' } },
      action: 'ALLOW',
      rules: [
        { from: [{ source: { principals: ['cluster.local/ns/shop/sa/b'] } }], to: [{ operation: { ports: ['8080'] } }] },
        { from: [{ source: { principals: ['cluster.local/ns/shop/sa/a'] } }], to: [{ operation: { methods: ['GET'], paths: ['/items/*'], ports: ['8080'] } }] },
      ],
    });
    expect(has(chart, 'AuthorizationPolicy', 'a-allow')).toBe(false);
  });

  test('can be limited to gRPC methods', () => {
    const { chart } = aMesh();
    const [a, b] = ['a', 'b'].map((n) => new MeshService(chart, n, { ports: [ServicePort.grpc(7070)] }));
    a.calls(b, { grpc: [GrpcMatch.method('x.Y', 'Z'), GrpcMatch.service('x.W')] });
    expect(find(chart, 'AuthorizationPolicy', 'b-allow').spec.rules[0].to[0].operation).toEqual({ methods: ['POST'], paths: ['/x.Y/Z', '/x.W/*'], ports: ['7070'] });
    expect(() => a.calls(b, { grpc: [GrpcMatch.service('x.W').withMetadata('a', StringMatch.present())] })).toThrow(/not by metadata/);
  });

  test('adds only its target to the caller\'s proxy', () => {
    const { chart } = aMesh();
    const [a, b] = ['a', 'b', 'c'].map((n) => new MeshService(chart, n, { ports: http() }));
    a.calls(b);
    expect(find(chart, 'Sidecar', 'a').spec).toEqual({
      workloadSelector: { labels: { app: 'a' } },
      egress: [{ hosts: ['./b.shop.svc.cluster.local', 'istio-system/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    expect(find(chart, 'Sidecar', 'b').spec.egress[0].hosts).toEqual(['istio-system/*']);
  });

  test.each(['before', 'after'])('also reaches another service to which the rules of its target route, with the rule declared %s the call', (order) => {
    const { chart } = aMesh();
    const [web, old, fresh] = ['web', 'old', 'fresh'].map((n) => new MeshService(chart, n, { ports: http() }));
    const rule = () => old.split(old.weight(80), fresh.weight(20));
    order === 'before' ? rule() : undefined;
    web.calls(old, { paths: ['/x'] });
    order === 'after' ? rule() : undefined;
    expect(find(chart, 'Sidecar', 'web').spec.egress[0].hosts).toEqual(['./fresh.shop.svc.cluster.local', './old.shop.svc.cluster.local', 'istio-system/*']);
    expect(find(chart, 'AuthorizationPolicy', 'fresh-allow').spec.rules).toEqual([
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }], to: [{ operation: { ports: ['8080'] } }] },
    ]);
  });

  test('can cross namespaces of the mesh', () => {
    const { app, mesh, chart } = aMesh({ trustDomain: 'corp.example' });
    const other = new Chart(app, 'pay', { namespace: 'pay' });
    mesh.enroll(other);
    const a = new MeshService(chart, 'a', { ports: http() });
    a.calls(new MeshService(other, 'b', { ports: http() }));
    expect(find(chart, 'Sidecar', 'a').spec.egress[0].hosts[0]).toBe('pay/b.pay.svc.cluster.local');
    expect(find(other, 'AuthorizationPolicy', 'b-allow').spec.rules[0].from[0].source.principals).toEqual(['corp.example/ns/shop/sa/a']);
  });
});

describe('access beyond calls', () => {
  test('can be allowed, denied and delegated', () => {
    const { chart } = aMesh();
    const a = new MeshService(chart, 'a', { ports: http() });
    a.allow({ from: [Source.namespace('ops').and(Source.token('https://id.example')), Source.identity(Identity.fromServiceAccount({ namespace: 'x', serviceAccount: 'y' }))], ports: [80] });
    a.deny({ from: [Source.noIdentity()], exceptPaths: ['/healthz'], ports: [80], when: [{ key: 'request.headers[x-debug]', values: ['1'] }] });
    a.audit({ methods: [HttpMethod.DELETE], ports: [80] });
    a.authorizeWith('opa');
    const selector = { matchLabels: { app: 'a' } };
    expect(find(chart, 'AuthorizationPolicy', 'a-allow').spec).toEqual({
      selector,
      action: 'ALLOW',
      rules: [{
        from: [{ source: { namespaces: ['ops'], requestPrincipals: ['https://id.example/*'] } }, { source: { principals: ['cluster.local/ns/x/sa/y'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      }],
    });
    expect(find(chart, 'AuthorizationPolicy', 'a-deny').spec).toEqual({
      selector,
      action: 'DENY',
      rules: [{ from: [{ source: { notPrincipals: ['*'] } }], to: [{ operation: { notPaths: ['/healthz'], ports: ['8080'] } }], when: [{ key: 'request.headers[x-debug]', values: ['1'] }] }],
    });
    expect(find(chart, 'AuthorizationPolicy', 'a-audit').spec).toEqual({ selector, action: 'AUDIT', rules: [{ to: [{ operation: { methods: ['DELETE'], ports: ['8080'] } }] }] });
    expect(find(chart, 'AuthorizationPolicy', 'a-authorize-opa').spec).toEqual({ selector, action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] });
  });

  test('can\'t be audited if proxies do not support it', () => {
    const { app, chart } = aMesh({ controlPlane: ControlPlane.static() });
    new MeshService(chart, 'a', { ports: http() }).audit({});
    expect(() => app.synthYaml()).toThrow(/audit rules \(access-audit\) is not supported/);
  });

  test('is an error if it matches paths on a TCP port, where it would refuse or allow everything', () => {
    const { chart } = aMesh();
    const a = new MeshService(chart, 'a', { ports: [ServicePort.http(80), ServicePort.tcp(81)] });
    expect(() => a.deny({ paths: ['/x'] })).toThrow(/matched on HTTP ports only, and this rule covers 81 tcp; list the HTTP ports in 'ports'/);
    a.deny({ paths: ['/x'], ports: [80] });
    expect(find(chart, 'AuthorizationPolicy', 'a-deny').spec.rules[0].to[0].operation).toEqual({ paths: ['/x'], ports: ['80'] });
  });

  test.each<[string, (a: MeshService) => unknown, RegExp]>([
    ['addresses that are none', (a) => a.allow({ from: [Source.ipBlocks('10.0.0.0/33')] }), /Source: an address must be an IP address or a CIDR range such as '10\.0\.0\.0\/8', got: '10\.0\.0\.0\/33'/],
    ['clients that are none', (a) => a.allow({ from: [Source.clientIpBlocks('example.com')] }), /got: 'example\.com'/],
    ['no address', () => Source.ipBlocks(), /Source: the list of addresses is empty; add at least one address or range, such as 10\.0\.0\.0\/8/],
    ['a token of nobody', () => Source.token(''), /Source\.token: issuer and subject must not be empty, got: '', '\*'; use '\*' for tokens of any issuer/],
    ['an attribute that there is not', (a) => a.deny({ when: [{ key: 'request.header[x]', values: ['1'] }] }), /access to service 'shop\/a': there is no attribute 'request\.header\[x\]'; use source\.ip, source\.namespace, source\.principal,/],
    ['an entry without a name', (a) => a.deny({ when: [{ key: 'request.headers', values: ['1'] }] }), /there is no attribute 'request\.headers'/],
    ['no value', (a) => a.deny({ when: [{ key: 'source.ip' }] }), /has no values/],
    ['a port that is none', (a) => a.deny({ when: [{ key: 'destination.port', values: ['http'] }] }), /a value of the condition on 'destination\.port' must be a port/],
    ['an address that is none', (a) => a.deny({ when: [{ key: 'remote.ip', notValues: ['::1\/129'] }] }), /got: '::1\/129'/],
  ])('refuses %s', (_name, mistake, error) => {
    const { chart } = aMesh();
    expect(() => mistake(new MeshService(chart, 'a', { ports: http() }))).toThrow(error);
  });

  test('needs a token', () => {
    const { chart } = aMesh();
    const a = new MeshService(chart, 'a', { ports: http() });
    a.requireJwt({ issuer: 'i', jwks: '{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}', audiences: ['me'], fromHeaders: [{ name: 'X-Jwt', prefix: 'JWT ' }], forwardOriginalToken: true, claimsToHeaders: [{ claim: 'sub', header: 'X-Sub' }], timeout: Duration.seconds(3) });
    expect(find(chart, 'RequestAuthentication', 'a').spec.jwtRules).toEqual([{
      issuer: 'i',
      jwks: '{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}',
      audiences: ['me'],
      fromHeaders: [{ name: 'x-jwt', prefix: 'JWT ' }],
      forwardOriginalToken: true,
      outputClaimToHeaders: [{ claim: 'sub', header: 'x-sub' }],
      timeout: '3s',
    }]);
    expect(find(chart, 'AuthorizationPolicy', 'a-require-token').spec.rules).toEqual([{ from: [{ source: { notRequestPrincipals: ['i/*'] } }], to: [{ operation: { ports: ['8080'] } }] }]);
    expect(() => a.requireJwt({ issuer: 'i', jwks: '{"keys":[{"d":"secret"}]}' })).toThrow(/private key/);
    expect(() => a.requireJwt({ issuer: 'i', jwks: '{' })).toThrow(/not JSON/);
  });

  test('can be plaintext for one service, or for one of its container ports', () => {
    const { chart } = aMesh();
    const a = new MeshService(chart, 'a', { ports: http(), mtls: MutualTls.STRICT });
    a.portMtls(80, MutualTls.PERMISSIVE);
    expect(find(chart, 'PeerAuthentication', 'a').spec).toEqual({ selector: { matchLabels: { app: 'a' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } });
  });
});

describe('an external service', () => {
  test('is exported to namespaces with declared calls', () => {
    const { app, mesh, chart } = aMesh();
    const other = new Chart(app, 'pay', { namespace: 'pay' });
    mesh.enroll(other);
    const stripe = new ExternalService(chart, 'stripe', { hosts: ['api.stripe.com'], ports: [ServicePort.tls(443)] });
    new MeshService(other, 'b', {}).calls(stripe);
    expect(find(chart, 'ServiceEntry', 'stripe').spec).toEqual({
      hosts: ['api.stripe.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], location: 'MESH_EXTERNAL', resolution: 'DNS', exportTo: ['.', 'pay'],
    });
    expect(find(other, 'Sidecar', 'b').spec.egress[0].hosts).toEqual(['shop/api.stripe.com', 'istio-system/*']);
  });

  test('can have TLS originated by the caller\'s proxy, and then rules too', () => {
    const { chart } = aMesh();
    const api = new ExternalService(chart, 'api', { hosts: ['api.example.com'], ports: [ServicePort.http(80)], originateTls: true });
    api.addRule({ timeout: Duration.seconds(2) });
    expect(find(chart, 'ServiceEntry', 'api').spec.ports).toEqual([{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }]);
    expect(find(chart, 'DestinationRule', 'api').spec.trafficPolicy.portLevelSettings).toEqual([{ port: { number: 80 }, tls: { mode: 'SIMPLE', sni: 'api.example.com', subjectAltNames: ['api.example.com'], caCertificates: 'system' } }]);
    expect(find(chart, 'VirtualService', 'api').spec.http).toEqual([{ route: [{ destination: { host: 'api.example.com', port: { number: 80 } } }], timeout: '2s' }]);
  });

  test('is resolved to its endpoints', () => {
    const { chart } = aMesh();
    new ExternalService(chart, 'vm', { hosts: ['vm.example.com'], ports: [ServicePort.tcp(5432)], addresses: ['10.1.0.0/16'], endpoints: [{ address: '10.1.2.3', locality: 'eu/a', weight: 2 }], internal: true });
    expect(find(chart, 'ServiceEntry', 'vm').spec).toMatchObject({ resolution: 'STATIC', location: 'MESH_INTERNAL', addresses: ['10.1.0.0/16'], endpoints: [{ address: '10.1.2.3', locality: 'eu/a', weight: 2 }] });
  });

  test('can be reached through a gateway', () => {
    const { chart } = aMesh();
    const via = new EgressGateway(chart, 'out');
    const bank = new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)], via });
    new MeshService(chart, 'pay', {}).calls(bank);
    expect(find(chart, 'Gateway', 'bank-egress').spec).toEqual({
      selector: { istio: 'egress' }, servers: [{ port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['api.bank.example'], tls: { mode: 'ISTIO_MUTUAL' } }],
    });
    const route = (host: string, subset?: string) => [{ destination: { host, ...(subset ? { subset } : {}), port: { number: 443 } } }];
    expect(find(chart, 'VirtualService', 'bank-egress').spec.tls).toEqual([
      { match: [{ gateways: ['mesh'], port: 443, sniHosts: ['api.bank.example'] }], route: route('istio-egress.istio-egress.svc.cluster.local', 'shop-bank') },
    ]);
    // the program's TLS is carried in the mesh's own, which ends at the gateway
    expect(find(chart, 'VirtualService', 'bank-egress').spec.tcp).toEqual([{ match: [{ gateways: ['shop/bank-egress'], port: 443 }], route: route('api.bank.example') }]);
    expect(find(chart, 'Sidecar', 'pay').spec.egress[0].hosts).toEqual(['./api.bank.example', 'istio-egress/istio-egress.istio-egress.svc.cluster.local', 'istio-system/*']);
    expect(find(chart, 'ServiceEntry', 'bank').spec.exportTo).toEqual(['.', 'istio-egress']);
  });

  test('can be reached through a gateway from other namespaces, with rules in the caller\'s namespace', () => {
    const { app, mesh, chart } = aMesh();
    const bank = new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.http(80)], originateTls: true, via: new EgressGateway(chart, 'out') });
    const billing = new Chart(app, 'billing', { namespace: 'billing' });
    mesh.enroll(billing);
    for (const name of ['invoices', 'dunning']) {
      new MeshService(billing, name, {}).calls(bank);
    }
    const rules = objects(chart).filter((o) => o.kind === 'DestinationRule' && o.spec.subsets);
    expect(rules.map((r) => [r.metadata.namespace, r.metadata.name, r.spec.exportTo])).toEqual([['shop', 'bank-egress', ['.']], ['billing', 'shop-bank-egress', ['.']]]);
    expect(rules[1].spec.subsets).toEqual(rules[0].spec.subsets);
    expect(rules[1].spec.host).toBe(rules[0].spec.host);
  });

  test.each<[string, (c: Chart) => unknown, RegExp]>([
    ['a wildcard with an address', (c) => new ExternalService(c, 'x', { hosts: ['*.a.example'], ports: [ServicePort.tls(443)], resolution: Resolution.DNS }), /can't be resolved to an address/],
    ['endpoints that are missing', (c) => new ExternalService(c, 'x', { hosts: ['a.example'], ports: [ServicePort.tls(443)], resolution: Resolution.STATIC }), /external service 'shop\/x': Resolution\.STATIC needs the addresses of the endpoints; set endpoints/],
    ['TLS around TLS', (c) => new ExternalService(c, 'x', { hosts: ['a.example'], ports: [ServicePort.https(443)], originateTls: true }), /add a port ServicePort.http\(80\)/],
    ['requests inside TLS', (c) => new ExternalService(c, 'x', { hosts: ['a.example'], ports: [ServicePort.tls(443)] }).addRule({ timeout: Duration.seconds(1) }), /'x' has 443 tls; declare the port with its protocol/],
  ])('refuses %s', (_name, mistake, error) => {
    expect(() => mistake(aMesh().chart)).toThrow(error);
  });
});

test('a revision labels the namespaces that it injects', () => {
  const { chart } = aMesh({ controlPlane: ControlPlane.existing({ revision: 'stable', namespace: 'istio-stable' }) });
  expect(find(chart, 'Namespace', 'shop').metadata.labels).toEqual({ 'istio.io/rev': 'stable' });
  expect(find(chart, 'Sidecar', 'default').spec.egress[0].hosts).toEqual(['./*', 'istio-stable/*']);
  expect(Mesh.isMesh(chart)).toBe(false);
});
