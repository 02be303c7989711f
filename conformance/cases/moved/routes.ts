import { Chart } from 'cdk8s';
import { HttpMatch, HttpMethod, MeshFeature, MeshService, PathMatch, ServicePort, StringMatch } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { API_PORT, shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

export const cases = [
  ...shop({
    name: 'rules for callers of one namespace',
    model: ({ app, mesh, api, v1, v2, v3 }) => {
      const team = new Chart(app, 'team', { namespace: 'team' });
      mesh.enroll(team);
      new MeshService(team, 'guest', { ports: [ServicePort.http(8081)], image: 'guest' }).calls(api);
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.prefix('/all')], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ sourceNamespace: 'team' })], to: [v3] });
    },
    stage: { callers: ['web', 'guest'] },
    expect: async (t, door, stage) => {
      const guest = stage.from('guest', 'api.shop', API_PORT);
      t.equal('a caller of another namespace', 'api-v1', origin(await door.get({ path: '/x' })));
      t.equal('a caller of that namespace', 'api-v3', origin(await guest.get({ path: '/x' })));
      t.equal('what is for all callers', ['api-v2', 'api-v2'], [origin(await door.get({ path: '/all' })), origin(await guest.get({ path: '/all' }))]);
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { for (const m of r.match ?? []) { delete m.sourceNamespace; } } },
    on: {
      static: { refused: [MeshFeature.SOURCE_NAMESPACE_MATCH] },
      grpc: { unmeasured: 'a caller of a second namespace gets 503 in that lab, for a reason not yet found' },
    },
  }),
  ...shop({
    name: 'routes by header, path, query, method',
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.header('end-user', 'jason')], to: [v2] });
      api.addRule({ matches: [HttpMatch.prefix('/admin')], to: [v3] });
      api.addRule({ matches: [HttpMatch.exact('/exactly')], to: [v2] });
      api.addRule({ matches: [HttpMatch.query('beta', 'yes')], to: [v3] });
      api.addRule({ matches: [HttpMatch.method(HttpMethod.DELETE)], to: [v2] });
    },
    expect: async (t, door) => {
      const at = async (what: string, expected: string, ask: object) => t.equal(what, expected, origin(await door.get(ask)));
      await at('anything else', 'api-v1', { path: '/' });
      await at('header end-user: jason', 'api-v2', { headers: { 'end-user': 'jason' } });
      await at('header end-user: jasper', 'api-v1', { headers: { 'end-user': 'jasper' } });
      await at('prefix, a segment below', 'api-v3', { path: '/admin/users' });
      await at('prefix itself', 'api-v3', { path: '/admin' });
      await at('prefix, but in the middle of a segment', 'api-v1', { path: '/administrator' });
      await at('exact path', 'api-v2', { path: '/exactly' });
      await at('exact path and more', 'api-v1', { path: '/exactly/not' });
      await at('query', 'api-v3', { path: '/?beta=yes' });
      await at('method', 'api-v2', { method: 'DELETE' });
    },
    mistake: (objects) => { delete find(objects, 'VirtualService', 'api').spec.http.find((r: any) => r.match?.[0]?.headers).match[0].headers['end-user'].exact; find(objects, 'VirtualService', 'api').spec.http.find((r: any) => r.match?.[0]?.headers).match[0].headers['end-user'].prefix = 'jas'; },
    on: { grpc: { refused: [MeshFeature.METHOD_MATCH, MeshFeature.QUERY_EXACT] } },
  }),
  ...shop({
    name: 'order of routes: the specific before the general',
    model: ({ api, v1, v2, v3 }) => {
      // said from the general to the specific: the order of the calls must not matter
      api.addRule({ matches: [HttpMatch.prefix('/')], to: [v1] });
      api.addRule({ matches: [HttpMatch.prefix('/a')], to: [v2] });
      api.addRule({ matches: [HttpMatch.prefix('/a/b')], to: [v3] });
      api.addRule({ matches: [HttpMatch.exact('/a/b/c')], to: [v1] });
    },
    expect: async (t, door) => {
      const at = async (what: string, expected: string, ask: object) => t.equal(what, expected, origin(await door.get(ask)));
      await at('/', 'api-v1', { path: '/x' });
      await at('/a', 'api-v2', { path: '/a/x' });
      await at('/a/b', 'api-v3', { path: '/a/b/x' });
      await at('/a/b/c exactly', 'api-v1', { path: '/a/b/c' });
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http.reverse(); },
  }),
  ...shop({
    name: 'order of routes: priority before all',
    model: ({ api, v1, v2 }) => {
      api.addRule({ matches: [HttpMatch.exact('/a/b/c')], to: [v1] });
      api.addRule({ priority: 1, matches: [HttpMatch.header('x-first', 'yes')], to: [v2] });
    },
    expect: async (t, door) => {
      t.equal('the exact path', 'api-v1', origin(await door.get({ path: '/a/b/c' })));
      t.equal('priority over the exact path', 'api-v2', origin(await door.get({ path: '/a/b/c', headers: { 'x-first': 'yes' } })));
    },
    mistake: (objects) => {
      const { spec } = find(objects, 'VirtualService', 'api');
      const [first, second, ...rest] = spec.http;
      spec.http = [second, first, ...rest]; // reversed, the service as a whole would come first, and might answer as expected by chance
    },
    on: { 'gateway-api': { refused: [MeshFeature.RULE_PRIORITY] } },
  }),
  ...shop({
    name: 'routes by regular expression and presence',
    model: ({ api, v1, v2, v3 }) => {
      api.split(v1.weight(1));
      api.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.regex('/items/[0-9]+') })], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-beta': StringMatch.present() } })], to: [v3] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-user': StringMatch.prefix('a.') } })], to: [v2] });
      api.addRule({ matches: [HttpMatch.conditions({ headers: { 'x-zone': StringMatch.regex('eu-.+') } })], to: [v3] });
    },
    expect: async (t, door) => {
      const at = async (what: string, expected: string, ask: object) => t.equal(what, expected, origin(await door.get(ask)));
      await at('the expression', 'api-v2', { path: '/items/42' });
      await at('more than the expression', 'api-v1', { path: '/items/42/x' });
      await at('a header that is there', 'api-v3', { headers: { 'x-beta': 'any' } });
      await at('a path that fits before a header that does', 'api-v2', { path: '/items/42', headers: { 'x-beta': 'any' } });
      await at('a prefix of a header', 'api-v2', { headers: { 'x-user': 'a.b' } });
      await at('a prefix is no expression', 'api-v1', { headers: { 'x-user': 'ab' } });
      await at('a header by expression', 'api-v3', { headers: { 'x-zone': 'eu-west' } });
      await at('a part of a header', 'api-v1', { headers: { 'x-zone': 'not-eu-west' } });
    },
    mistake: (objects) => { for (const r of find(objects, 'VirtualService', 'api').spec.http) { if (r.match?.[0].uri?.regex) { r.match[0].uri.regex = '/items/.*'; } } },
  }),
];
