import { Duration } from 'cdk8s';
import { Backend, Certificate, ClientAuth, GatewayWorkload, HttpMatch, IngressGateway, Listener, MeshService, PathMatch, ServicePort, Source, StringMatch, TlsVersion } from '../../src';
import { aMesh, find, objects } from '../fixture';

function edge() {
  const { app, chart } = aMesh();
  const gateway = new IngressGateway(chart, 'edge');
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
  return { app, chart, gateway, web };
}
const cert = Certificate.fromSecret('cert');

describe('a gateway', () => {
  test('has a server for each listener, with TLS 1.2 or later', () => {
    const { chart, gateway, web } = edge();
    gateway.addListener(Listener.http({ hosts: ['a.example'], redirectToHttps: true }));
    gateway.addListener(Listener.https({ hosts: ['a.example'], certificate: cert })).route(web);
    gateway.addListener(Listener.https({
      hosts: ['b.example'], certificate: cert, clientAuth: ClientAuth.REQUIRED, clientNames: ['client'], minVersion: TlsVersion.V1_3, name: 'mutual',
    })).route(web);
    gateway.addListener(Listener.tlsPassthrough({ hosts: ['*.pass.example'], port: 8443 }));
    gateway.addListener(Listener.tcp({ port: 5432 }));
    expect(find(chart, 'Gateway', 'edge').spec).toEqual({
      selector: { istio: 'ingress' },
      servers: [
        { name: 'http-80', port: { number: 80, name: 'http-80', protocol: 'HTTP' }, hosts: ['a.example'], tls: { httpsRedirect: true } },
        { name: 'https-443', port: { number: 443, name: 'https-443', protocol: 'HTTPS' }, hosts: ['a.example'], tls: { mode: 'SIMPLE', credentialName: 'cert', minProtocolVersion: 'TLSV1_2' } },
        { name: 'mutual', port: { number: 443, name: 'mutual', protocol: 'HTTPS' }, hosts: ['b.example'], tls: { mode: 'MUTUAL', credentialName: 'cert', minProtocolVersion: 'TLSV1_3', subjectAltNames: ['client'] } },
        { name: 'tls-passthrough-8443', port: { number: 8443, name: 'tls-passthrough-8443', protocol: 'TLS' }, hosts: ['*.pass.example'], tls: { mode: 'PASSTHROUGH' } },
        { name: 'tcp-5432', port: { number: 5432, name: 'tcp-5432', protocol: 'TCP' }, hosts: ['*'] },
      ],
    });
  });

  test('is allowed to call the services behind it', () => {
    const { chart, gateway, web } = edge();
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).route(web);
    expect(find(chart, 'AuthorizationPolicy', 'web-allow').spec.rules).toEqual([{
      from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/istio-ingress'] } }],
      to: [{ operation: { ports: ['8080'] } }],
    }]);
  });

  test('has one VirtualService per host', () => {
    const { chart, gateway, web } = edge();
    gateway.addListener(Listener.http({ hosts: ['a.example', 'b.example'] })).route(web);
    gateway.addListener(Listener.http({ hosts: ['b.example'], port: 8080 })).route(web, '/admin');
    const routes = objects(chart).filter((o) => o.kind === 'VirtualService');
    expect(routes.map((r) => r.spec.hosts)).toEqual([['a.example'], ['b.example']]);
    expect(routes[1].spec.http.map((r: any) => r.match)).toEqual([[{ port: 80 }], [{ port: 8080, uri: { exact: '/admin' } }, { port: 8080, uri: { prefix: '/admin/' } }]]);
  });

  test('applies the split and the rules of the service to external requests', () => {
    const { chart, gateway, web } = edge();
    const [v1, v2] = [web.addVersion('v1'), web.addVersion('v2')];
    web.split(v1.weight(90), v2.weight(10));
    web.addRule({ matches: [HttpMatch.prefix('/shop/beta')], to: [v2], timeout: Duration.seconds(5) });
    web.addRule({ matches: [HttpMatch.prefix('/elsewhere')], to: [v2] });
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).addRule({ matches: [HttpMatch.prefix('/shop')], to: [web], timeout: Duration.seconds(9) });
    const http = find(chart, 'VirtualService', 'edge-a-example').spec.http;
    expect(http.map((r: any) => [r.match[0].uri.exact, r.timeout, r.route.map((b: any) => `${b.destination.subset}:${b.weight ?? ''}`).join()])).toEqual([
      ['/shop/beta', '9s', 'v2:'],
      ['/shop', '9s', 'v1:90,v2:10'],
    ]);
  });

  test('multiplies its weights with those of a split', () => {
    const { chart, gateway, web } = edge();
    const other = new MeshService(chart, 'other', { ports: [ServicePort.http(80)] });
    web.split(web.addVersion('v1').weight(3), web.addVersion('v2').weight(1));
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).addRule({ to: [web.weight(80), other.weight(20)] });
    const [{ route }] = find(chart, 'VirtualService', 'edge-a-example').spec.http;
    expect(route.map((b: any) => [b.destination.host.split('.')[0], b.destination.subset, b.weight])).toEqual([['web', 'v1', 3], ['web', 'v2', 1], ['other', undefined, 1]]);
  });

  test('multiplies weights into whole numbers', () => {
    const { chart, gateway, web } = edge();
    const other = new MeshService(chart, 'other', { ports: [ServicePort.http(80)] });
    web.split(web.addVersion('v1').weight(1), web.addVersion('v2').weight(2));
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).addRule({ to: [web.weight(50), other.weight(50)] });
    const weights = find(chart, 'VirtualService', 'edge-a-example').spec.http[0].route.map((b: any) => b.weight);
    expect(weights.every(Number.isInteger)).toBe(true);
    const sum = weights.reduce((a: number, b: number) => a + b, 0);
    expect(weights.map((w: number) => w / sum)).toEqual([1 / 6, 1 / 3, 1 / 2].map((w) => expect.closeTo(w, 5)));
  });

  test('routes TLS passthrough by server name and TCP by port', () => {
    const { chart, gateway } = edge();
    const db = new MeshService(chart, 'db', { ports: [ServicePort.tls(5433), ServicePort.tcp(5432)] });
    gateway.addListener(Listener.tlsPassthrough({ hosts: ['db.example'] })).route(db);
    gateway.addListener(Listener.tcp({ port: 5432 })).route(db);
    expect(find(chart, 'VirtualService', 'edge-db-example').spec.tls[0]).toEqual({
      match: [{ port: 443, sniHosts: ['db.example'] }], route: [{ destination: { host: 'db.shop.svc.cluster.local', port: { number: 5433 } } }],
    });
    expect(find(chart, 'VirtualService', 'edge-any').spec.tcp[0]).toEqual({
      match: [{ port: 5432 }], route: [{ destination: { host: 'db.shop.svc.cluster.local', port: { number: 5432 } } }],
    });
  });

  test('has cert-manager certificates in the namespace of its pods', () => {
    const { chart, gateway, web } = edge();
    gateway.addListener(Listener.https({ hosts: ['a.example'], certificate: Certificate.issued({ issuer: 'le', renewBefore: Duration.days(10) }) })).route(web);
    const made = find(chart, 'Certificate', 'shop-edge-a-example-cert');
    expect(made.metadata.namespace).toBe('istio-ingress');
    expect(made.spec).toEqual({
      secretName: 'shop-edge-a-example-cert', dnsNames: ['a.example'], issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'le' }, renewBefore: '864000s',
    });
    expect(find(chart, 'Gateway', 'edge').spec.servers[0].tls.credentialName).toBe('shop-edge-a-example-cert');
  });

  test('enforces tokens, deny rules and an authorizer', () => {
    const { chart, gateway, web } = edge();
    gateway.addListener(Listener.http({ hosts: ['a.example'] })).route(web);
    gateway.requireJwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/keys', exemptPaths: ['/healthz'], claims: { 'realm.roles': ['admin'] } });
    gateway.deny({ from: [Source.clientIpBlocks('203.0.113.0/24')] });
    gateway.authorizeWith('opa', { paths: ['/admin*'] });
    const selector = { matchLabels: { istio: 'ingress' } };
    const hosts = ['a.example', 'a.example:*', 'a.example.', 'a.example.:*', 'a.example,*', '*,a.example'];
    expect(find(chart, 'RequestAuthentication', 'shop-edge', 'istio-ingress').spec).toEqual({ selector, jwtRules: [{ issuer: 'https://id.example', jwksUri: 'https://id.example/keys' }] });
    expect(find(chart, 'AuthorizationPolicy', 'shop-edge-require-token').spec).toEqual({
      selector,
      action: 'DENY',
      rules: [
        { from: [{ source: { notRequestPrincipals: ['https://id.example/*'] } }], to: [{ operation: { hosts, notPaths: ['/healthz'] } }] },
        { to: [{ operation: { hosts, notPaths: ['/healthz'] } }], when: [{ key: 'request.auth.claims[realm][roles]', notValues: ['admin'] }] },
      ],
    });
    expect(find(chart, 'AuthorizationPolicy', 'shop-edge-deny').spec.rules).toEqual([{ from: [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }], to: [{ operation: { hosts } }] }]);
    expect(find(chart, 'AuthorizationPolicy', 'shop-edge-authorize-opa').spec).toEqual({ selector, action: 'CUSTOM', provider: { name: 'opa' }, rules: [{ to: [{ operation: { hosts, paths: ['/admin*'] } }] }] });
  });

  test('can have its proxies in another namespace', () => {
    const { chart } = aMesh();
    const workload = GatewayWorkload.existing({ namespace: 'istio-system', labels: { istio: 'ingressgateway' }, serviceAccount: 'gw' });
    const gateway = new IngressGateway(chart, 'g', { workload });
    gateway.addListener(Listener.http({ hosts: ['*'] }));
    expect(gateway.identity.principal).toBe('cluster.local/ns/istio-system/sa/gw');
    expect(find(chart, 'Gateway', 'g').spec.selector).toEqual({ istio: 'ingressgateway' });
  });
});

describe('a mistake is an error', () => {
  test.each<[string, (e: ReturnType<typeof edge>) => unknown, RegExp]>([
    ['one host twice on a port', ({ gateway }) => { for (let i = 0; i < 2; i++) gateway.addListener(Listener.http({ hosts: ['a.example'] })); }, /host 'a\.example' on port 80 is already served by listener 'http-80'/],
    ['two protocols on a port', ({ gateway }) => { gateway.addListener(Listener.http({ hosts: ['a.example'], port: 443 })); gateway.addListener(Listener.https({ hosts: ['b.example'], certificate: cert })); }, /port 443 is already used by http listener/],
    ['requests through a listener of bytes', ({ gateway }) => gateway.addListener(Listener.tlsPassthrough({ hosts: ['a.example'] })).addRule({ redirect: { path: '/' } }), /the proxy can't see requests; use addTlsRule/],
    ['connections through a listener of requests', ({ gateway, web }) => gateway.addListener(Listener.http({ hosts: ['a.example'] })).addTcpRule([web]), /on a http listener the proxy does not handle connections as TCP; use addRule/],
    ['a server name of another listener', ({ gateway, web }) => gateway.addListener(Listener.tlsPassthrough({ hosts: ['*.a.example'] })).addTlsRule(['b.example'], [web]), /does not serve 'b\.example'/],
    ['a rule behind a redirect', ({ gateway, web }) => gateway.addListener(Listener.http({ hosts: ['a.example'], redirectToHttps: true })).route(web), /redirects every request to HTTPS; add the rule to the HTTPS listener/],
    ['callers by label', ({ gateway, web }) => gateway.addListener(Listener.http({ hosts: ['*'] })).addRule({ matches: [HttpMatch.conditions({ sourceNamespace: 'x' })], to: [web] }), /from outside the mesh have no source labels/],
    ['a prefix that is not a path', ({ gateway, web }) => gateway.addListener(Listener.http({ hosts: ['*'] })).route(web, 'api'), /HttpMatch\.prefix: path must start with '\/', got: 'api'/],
    ['a prefix with a glob', ({ gateway, web }) => gateway.addListener(Listener.http({ hosts: ['*'] })).route(web, '/api/*'), /HttpMatch\.prefix: path must not contain '\*', which would be matched literally, got: '\/api\/\*'; use '\/api'/],
    ['a prefix where no path is seen', ({ gateway, web }) => gateway.addListener(Listener.tcp({ port: 6379 })).route(web, '/api'), /the proxy can't see requests; use addTcpRule/],
    ['a rule that leads nowhere', ({ gateway }) => gateway.addListener(Listener.http({ hosts: ['*'] })).addRule({}), /has no destination/],
    ['a host that is none', () => Listener.http({ hosts: ['a'] }), /must be a fully qualified DNS name, which can begin with "\*\.".*got: 'a'/],
    ['an old TLS', () => Listener.https({ hosts: ['*'], certificate: cert, maxVersion: TlsVersion.V1_1, minVersion: TlsVersion.V1_0 }), /Listener\.https: maxVersion TLS 1\.1 is insecure; set TlsVersion\.V1_2 or omit maxVersion/],
    ['names of clients that show none', () => Listener.https({ hosts: ['*'], certificate: cert, clientNames: ['x'] }), /set clientAuth too/],
  ])('%s', (_name, mistake, error) => {
    expect(() => mistake(edge())).toThrow(error);
  });

  test('a gateway without listeners', () => {
    const { app } = edge();
    expect(() => app.synthYaml()).toThrow(/\[shop\/edge\] gateway 'edge' has no listener/);
  });

  test('a regular expression that can\'t be combined with another path', () => {
    const { chart, gateway, web } = edge();
    web.addRule({ matches: [HttpMatch.path(PathMatch.regex('/a[0-9]+'))], to: [web.addVersion('v1')] });
    gateway.addListener(Listener.http({ hosts: ['*'] })).addRule({
      matches: [HttpMatch.conditions({ path: undefined, headers: { x: StringMatch.exact('1') } })], to: [Backend.to(web, { port: 80 })], rewrite: { path: '/b' },
    });
    expect(() => objects(chart)).toThrow(/the path '\/' of this rule, rewritten to '\/b', and the path '\/a\[0-9\]\+' of the service it routes to can't be combined/);
  });
});
