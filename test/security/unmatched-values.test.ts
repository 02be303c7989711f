import { App, Chart } from 'cdk8s';
import { type AccessRule, ControlPlane, IngressGateway, Listener, Mesh, MeshService, ServicePort, Source } from '../../src';

function world(controlPlane = ControlPlane.existing()) {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const service = (name: string) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1` });
  const [api, web] = [service('api'), service('web')];
  const edge = new IngressGateway(chart, 'edge');
  const listener = edge.addListener(Listener.http({ hosts: ['shop.example.com'] }));
  listener.route(web);
  const operation = (policy: string) => app.charts.flatMap((c) => c.toJson()).find((o: any) => o.kind === 'AuthorizationPolicy' && o.metadata.name === policy)?.spec.rules.at(-1).to[0].operation;
  return { api, web, edge, listener, operation };
}

type World = ReturnType<typeof world>;
/** Whatever takes access rules, with the prefix of its errors. */
const TAKERS: readonly [string, (w: World, rule: AccessRule) => void][] = [
  ["access to service 'shop/api'", ({ api }, rule) => api.deny(rule)],
  ["access to service 'shop/web'", ({ web }, rule) => web.allow(rule)],
  ["access to service 'shop/api'", ({ api }, rule) => api.audit(rule)],
  ["access to service 'shop/api'", ({ api }, rule) => api.authorizeWith('opa', rule)],
  ["access to gateway 'shop/edge'", ({ edge }, rule) => edge.deny(rule)],
  ["access to gateway 'shop/edge'", ({ edge }, rule) => edge.allow(rule)],
  ["access to gateway 'shop/edge'", ({ edge }, rule) => edge.authorizeWith('opa', rule)],
  ["access to listener 'shop/edge/http-80'", ({ listener }, rule) => listener.deny(rule)],
];

/** Values that no request has, with the values that were meant. */
const HOSTS: readonly [string, string][] = [
  ['https://admin.example.com', 'admin.example.com'],
  ['https://bücher.example:8443/x', 'xn--bcher-kva.example:8443'],
  ['admin.example.com/', 'admin.example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['*.Bücher.example', '*.xn--bcher-kva.example'],
  ['bücher.example:*', 'xn--bcher-kva.example:*'],
  [' admin.example.com', 'admin.example.com'],
  ['admin example.com', 'shop.example.com'],
  ['bü*', 'shop.example.com'],
  ['', 'shop.example.com'],
];
const PATHS: readonly [string, string][] = [
  ['/x/../admin', '/admin'],
  ['/x/./a', '/x/a'],
  ['/a/..', '/'],
  ['/../../a/b/.', '/a/b/'],
  ['/x/../admin/*', '/admin/*'],
  ['*/x/../admin', '*/admin'],
  ['/a/{*}/./b', '/a/{*}/b'],
  ['/ad%6Din', '/admin'],
  ['/x/%2e%2E/admin%2F%7e', '/admin%2F~'],
  ['/x\\..\\admin', '/admin'],
  ['/bücher/€', '/b%C3%BCcher/%E2%82%AC'],
];
const RANGES: readonly [string, string][] = [
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::FFFF:0a00:0001', '10.0.0.1'],
  ['0:0:0:0:0:ffff:10.1.0.0/112', '10.1.0.0/16'],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ['::ffff:10.0.0.1/128', '10.0.0.1/32'],
  ['::ffff:0:0/96', '0.0.0.0/0'],
];

describe.each(TAKERS)('%s', (what, give) => {
  const refused = (rule: () => AccessRule) => {
    try {
      give(world(), rule());
    } catch (e) {
      return (e as Error).message;
    }
    return 'accepted';
  };

  test('hosts, paths and addresses that no request has are refused', () => {
    expect(HOSTS.map(([host]) => refused(() => ({ hosts: ['a.example.com', host] })))).toEqual(HOSTS.map(([host, use]) =>
      `${what}: a host must be a host as clients send it, in ASCII and without scheme, path and spaces, got: '${host}'; use ${use === 'shop.example.com' ? 'a name such as ' : ''}'${use}'`));
    const normalized = (path: string, use: string) => `${what}: a path must be in the normalized form that proxies compare, got: '${path}'; use '${use}'`;
    expect(PATHS.map(([path]) => refused(() => ({ paths: ['/a', path] })))).toEqual(PATHS.map(([path, use]) => normalized(path, use)));
    expect(refused(() => ({ exceptPaths: ['/a/../b'] }))).toBe(normalized('/a/../b', '/b'));
    expect(refused(() => ({ when: [{ key: 'source.ip', values: ['10.0.0.1', '::ffff:10.0.0.2'] }] })))
      .toBe(`${what}: a value of the condition on 'source.ip' must be in its IPv4 form, which is what proxies see, got: '::ffff:10.0.0.2'; use '10.0.0.2'`);
    expect(refused(() => ({ when: [{ key: 'connection.sni', notValues: ['bücher.example'] }] }))).toContain("condition on 'connection.sni' must be a host as clients send it");
  });
});

test('IPv4 ranges in the form of IPv6 are refused', () => {
  for (const [range, use] of RANGES) {
    expect(() => Source.ipBlocks('10.0.0.0/8', range)).toThrow(new Error(`Source: an address must be in its IPv4 form, which is what proxies see, got: '${range}'; use '${use}'`));
  }
  expect(() => Source.ipBlocks('::/0', '2001:db8::ffff:10.0.0.1', '::ffff:0:0/95', '::ffff:0:10.0.0.1')).not.toThrow();
  // X-Forwarded-For has addresses as a load balancer writes them
  expect(() => Source.clientIpBlocks('::ffff:10.0.0.1')).not.toThrow();
});

test('paths that only resemble unnormalized ones are kept', () => {
  const { api, operation } = world();
  const paths = ['/..a', '/a../b', '/.well-known/x', '/a/.*', '*../admin', '/a%2Fb', '/100%25', '/a//b', '/{**}'];
  api.deny({ paths });
  expect(operation('api-deny').paths).toEqual(paths);
});

test('the final dot of a host is dropped, so that a rule is about the usual spelling too', () => {
  const { api, web, edge, operation } = world();
  api.deny({ hosts: ['admin.example.com.', '*.internal.example.com.'] });
  expect(operation('api-deny').hosts).toEqual(expect.arrayContaining(['admin.example.com', 'admin.example.com:*', 'admin.example.com.', 'admin.example.com.:*', '*.internal.example.com', '*.internal.example.com.']));
  expect(operation('api-deny').hosts.join()).not.toContain('..');
  web.allow({ hosts: ['shop.example.com.'] });
  edge.deny({ hosts: ['shop.example.com.'] });
  expect(operation('web-allow').hosts).toEqual(['shop.example.com', 'shop.example.com:*']);
  expect(operation('shop-edge-deny').hosts).toEqual(expect.arrayContaining(['shop.example.com', 'shop.example.com.']));
});

test('the paths of calls, and those that need no token, are checked in the same way', () => {
  const { api, web } = world();
  expect(() => web.calls(api, { paths: ['/x/../admin'] })).toThrow("the call from 'shop/web' to 'shop/api': a path must be in the normalized form that proxies compare, got: '/x/../admin'; use '/admin'");
  expect(() => api.requireJwt({ issuer: 'https://id.example', exemptPaths: ['/%68ealthz'] })).toThrow(/got: '\/%68ealthz'; use '\/healthz'/);
});
