import { App, Chart } from 'cdk8s';
import { Backend, ControlPlane, GatewayWorkload, HttpMatch, IngressGateway, Listener, Mesh, MeshService, PathMatch, ServicePort, Traffic, type TrafficRequest, TrafficApi } from '../../src';

/* Rules at an edge in front of a service with its own rules: both apply to a request. */

const API = {
  'Istio\'s API': { controlPlane: ControlPlane.existing(), workload: undefined, from: 'shop/edge' },
  'Gateway API': { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }), workload: GatewayWorkload.automatic(), from: 'shop/edge-istio' },
  'static Envoys': { controlPlane: ControlPlane.static(), workload: undefined, from: 'istio-ingress/istio-ingress' },
};

function shop(controlPlane: ControlPlane, workload?: GatewayWorkload) {
  const root = new App();
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  new Mesh(root, 'mesh', { controlPlane }).enroll(chart);
  const service = (name: string) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'a:1', runAsUser: 1000 });
  const edge = new IngressGateway(chart, 'edge', { workload }).addListener(Listener.http({ hosts: ['a.example.com', 'b.example.com'] }));
  const ask = (request: TrafficRequest) => {
    const { outcome } = Traffic.ofManifests(root.charts.flatMap((c) => c.toJson())).ask(request);
    return outcome.location ?? `${outcome.subset ?? outcome.host?.split('.')[0].replace(/^api-/, '') ?? outcome.kind} ${outcome.path}`;
  };
  return { chart, edge, service, ask };
}

describe.each(Object.entries(API))('with %s', (_name, { controlPlane, workload, from }) => {
  test('paths that the edge rewrites match the rules for the rewritten path', () => {
    const { edge, service, ask } = shop(controlPlane, workload);
    const [web, people, api] = ['web', 'people', 'all'].map(service);
    api.addRule({ matches: [HttpMatch.prefix('/users'), HttpMatch.exact('/me')], to: [people] });
    api.addRule({ matches: [HttpMatch.prefix('/items')], to: [web], rewrite: { path: '/things' } });
    api.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new' } });
    edge.addRule({ matches: [HttpMatch.prefix('/v1'), HttpMatch.prefix('/v2')], rewrite: { path: '/' }, to: [api] });
    edge.addRule({ matches: [HttpMatch.prefix('/people')], rewrite: { path: '/users/all' }, to: [api] });
    edge.route(web);
    for (const host of ['a', 'b']) {
      expect(Object.fromEntries(['/v1/users/3', '/v2/users', '/v1/me', '/v2/items/3', '/v1/other', '/v2', '/v10/users', '/people/3', '/v1/old/3'].map((path) => [path, ask({ from, url: `http://${host}.example.com${path}` })]))).toEqual({
        '/v1/users/3': 'people /users/3',
        '/v2/users': 'people /users',
        '/v1/me': 'people /me',
        '/v2/items/3': 'web /things/3',
        '/v1/other': 'all /other',
        '/v2': 'all /',
        '/v10/users': 'web /v10/users',
        '/people/3': 'people /users/all/3',
        '/v1/old/3': `http://${host}.example.com/new/3`,
      });
    }
  });

  test('rules for a narrower path at the edge rewrite and redirect the whole path', () => {
    const { edge, service, ask } = shop(controlPlane, workload);
    const api = service('api');
    api.addRule({ matches: [HttpMatch.prefix('/users')], rewrite: { path: '/people' } });
    api.addRule({ matches: [HttpMatch.prefix('/old')], redirect: { prefix: '/new' } });
    edge.route(api, '/users/admin');
    edge.addRule({ matches: [HttpMatch.exact('/users/me')], to: [api] });
    edge.route(api, '/old/deep');
    expect(['/users/admin/3', '/users/me', '/old/deep/3'].map((path) => ask({ from, url: `http://a.example.com${path}` }))).toEqual(['api /people/admin/3', 'api /people/me', 'http://a.example.com/new/deep/3']);
  });

  test('contradicting rules match no requests', () => {
    const { edge, service, ask } = shop(controlPlane, workload);
    const [api, staging, prod] = ['all', 'staging', 'prod'].map(service);
    api.addRule({ matches: [HttpMatch.header('x-env', 'prod')], to: [prod] });
    edge.addRule({ matches: [HttpMatch.header('x-env', 'staging')], to: [api], rewrite: { authority: 'inner.example' } });
    edge.addRule({ matches: [HttpMatch.header('x-debug', '1')], to: [staging] });
    edge.route(api);
    expect(['prod', 'staging', 'dev'].map((env) => ask({ from, url: 'http://b.example.com/', headers: { 'x-env': env } }))).toEqual(['prod /', 'all /', 'all /']);
  });

  test('each path of a rule is rewritten', () => {
    const { edge, service, ask } = shop(controlPlane, workload);
    edge.addRule({ matches: [HttpMatch.prefix('/a'), HttpMatch.exact('/b'), HttpMatch.prefix('/c')], to: [service('api')], rewrite: { path: '/q' } });
    expect(['/a/x', '/b', '/c/x'].map((path) => ask({ from, url: `http://a.example.com${path}` }))).toEqual(['api /q/x', 'api /q', 'api /q/x']);
  });
});

test.each(Object.entries(API).filter(([name]) => name !== 'Gateway API'))('a match without a path is rewritten to a path below the new one, whatever the case of a prefix, with %s', (_name, { controlPlane, from }) => {
  const { edge, service, ask } = shop(controlPlane);
  const api = service('api');
  edge.addRule({ matches: [HttpMatch.path(PathMatch.prefix('/d').ignoringCase())], to: [api], rewrite: { path: '/q' } });
  edge.addRule({ to: [api], rewrite: { path: '/base' } });
  expect(['/x', '/', '/D/x'].map((path) => ask({ from, url: `http://a.example.com${path}` }))).toEqual(['api /base/x', 'api /base/', 'api /q/x']);
});

test('a rule of the service for one of its ports applies at the edge to that port only', () => {
  const { chart, edge, ask } = shop(ControlPlane.existing());
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.http(8081)] });
  const [v1, v2] = ['v1', 'v2'].map((v) => api.addVersion(v, { image: 'a:1', runAsUser: 1000 }));
  api.split(v1);
  api.addRule({ matches: [HttpMatch.port(8081)], to: [v2] });
  edge.route(Backend.to(api, { port: 80 }));
  edge.route(Backend.to(api, { port: 8081 }), '/admin');
  expect(['/', '/admin/x'].map((path) => ask({ from: 'shop/edge', url: `http://a.example.com${path}` }))).toEqual(['v1 /', 'v2 /admin/x']);
  expect(chart.toJson().find((o) => o.kind === 'VirtualService' && o.metadata.name === 'api').spec.http.map((r: any) => [r.match[0].port, r.route[0].destination.subset])).toEqual([[8081, 'v2'], [80, 'v1']]);
});
