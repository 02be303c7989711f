import { Chart, Testing } from 'cdk8s';
import { type AccessRule, ControlPlane, HttpMethod, IngressGateway, Listener, Mesh, MeshService, MutualTls, ServicePort, Source } from '../../src';

interface Request { readonly method?: string; readonly host?: string; readonly path?: string; readonly headers?: { readonly [name: string]: string } }

/** A string matcher of Envoy's. */
function fits(m: any, value: string): boolean {
  const fold = (text: string) => (m.ignore_case ? text.toLowerCase() : text);
  if (m.exact !== undefined) return fold(value) === fold(m.exact);
  if (m.prefix !== undefined) return fold(value).startsWith(fold(m.prefix));
  if (m.suffix !== undefined) return fold(value).endsWith(fold(m.suffix));
  const { regex } = m.safe_regex;
  return new RegExp(`^(?:${regex.replace('(?i)', '')})$`, regex.startsWith('(?i)') ? 'i' : '').test(value);
}

/** Whether a permission of Envoy's holds for a request whose path is normalized. */
function holds(p: any, r: Request): boolean {
  if (p.any) return true;
  if (p.not_rule) return !holds(p.not_rule, r);
  if (p.and_rules) return p.and_rules.rules.every((x: any) => holds(x, r));
  if (p.or_rules) return p.or_rules.rules.some((x: any) => holds(x, r));
  if (p.url_path) return fits(p.url_path.path, r.path ?? '/');
  const all: { readonly [name: string]: string | undefined } = { ':method': r.method ?? 'GET', ':authority': r.host ?? 'other.example.com', ...r.headers };
  const value = all[p.header.name];
  return value !== undefined && fits(p.header.string_match, value);
}

function world(edge: boolean) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { controlPlane: ControlPlane.static() });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80)], image: 'api:1', mtls: MutualTls.DISABLE });
  const gateway = new IngressGateway(chart, 'edge');
  gateway.addListener(Listener.http({ hosts: ['*'] })).route(api);
  const manager = () => {
    const config = chart.toJson().find((o: any) => o.kind === 'ConfigMap' && o.metadata.name.startsWith(edge ? 'shop-edge' : 'api')).data['envoy.json'];
    const [listener] = JSON.parse(config).static_resources.listeners;
    return listener.filter_chains[0].filters.find((f: any) => f.name.endsWith('http_connection_manager')).typed_config;
  };
  const lets = (r: Request, action: 'ALLOW' | 'DENY') => {
    const rbac = manager().http_filters.map((f: any) => f.typed_config).find((f: any) => f.rules?.action === action);
    const policies = Object.values<any>(rbac.rules.policies);
    const found = (action === 'ALLOW' ? policies.slice(-1) : policies).some((p) => p.permissions.some((x: any) => holds(x, r)));
    return action === 'ALLOW' ? found : !found;
  };
  return { manager, rule: edge ? { deny: (x: AccessRule) => gateway.deny(x), allow: (x: AccessRule) => gateway.allow(x) } : { deny: (x: AccessRule) => api.deny(x), allow: (x: AccessRule) => api.allow(x) }, lets };
}

describe.each([['a service', false], ['an edge', true]])('at %s', (_, edge) => {
  test('a denied host is denied in every spelling, and no other host is', () => {
    const { rule, lets } = world(edge);
    rule.deny({ hosts: ['admin.example.com', '*.internal.example.com', 'old.example.com:8080'] });
    const passes = (host: string) => lets({ host }, 'DENY');
    for (const host of ['admin.example.com', 'ADMIN.example.com', 'admin.example.com:99', 'admin.example.com:', 'admin.example.com.', 'Admin.Example.Com.:443', 'a.internal.example.com', 'A.b.INTERNAL.example.com:1',
      'a.internal.example.com.', 'admin.example.com,admin.example.com', 'shop.example.com,ADMIN.example.com:1', 'old.example.com:8080', 'OLD.example.com.:8080']) {
      expect([host, passes(host)]).toEqual([host, false]);
    }
    for (const host of ['shop.example.com', 'admin.example.com.evil.com', 'xadmin.example.com', 'adminXexample.com', 'internal.example.com', 'old.example.com:80', 'old.example.com']) {
      expect([host, passes(host)]).toEqual([host, true]);
    }
  });

  test('an allowed host may have its port', () => {
    const { rule, lets } = world(edge);
    rule.allow({ hosts: ['shop.example.com'] });
    expect(['shop.example.com', 'SHOP.example.com:8443', 'shop.example.com.evil.com', 'xshop.example.com', 'shop.example.com,admin.example.com'].map((host) => lets({ host }, 'ALLOW'))).toEqual([true, true, false, false, false]);
  });

  test('a denied method is denied in lower case too, an allowed one only as written', () => {
    const { rule, lets } = world(edge);
    rule.deny({ methods: [HttpMethod.DELETE] });
    rule.allow({ methods: [HttpMethod.GET] });
    expect(['DELETE', 'delete', 'Delete', 'GET'].map((method) => lets({ method }, 'DENY'))).toEqual([false, false, false, true]);
    expect(['GET', 'get'].map((method) => lets({ method }, 'ALLOW'))).toEqual([true, false]);
  });

  test('a header that is sent twice has both values: either can be denied, and neither can be exempted', () => {
    const { rule, lets } = world(edge);
    rule.deny({ when: [{ key: 'request.headers[X-Role]', values: ['guest', 'tmp-*'] }] });
    const passes = (role: string, action: 'ALLOW' | 'DENY' = 'DENY') => lets({ headers: { 'x-role': role } }, action);
    expect(['guest', 'admin,guest', 'guest, admin', 'a, guest ,b', 'a,tmp-1', 'admin', 'guests'].map((r) => passes(r))).toEqual([false, false, false, false, false, true, true]);
    rule.allow({ from: [Source.anyIdentity()], when: [{ key: 'request.headers[x-role]', notValues: ['guest'] }] });
    expect(['admin', 'guest', 'admin,guest'].map((r) => passes(r, 'ALLOW'))).toEqual([true, false, false]);
  });

  test('paths are normalized before rules are evaluated', () => {
    const { rule, manager } = world(edge);
    rule.deny({ paths: ['/secret*'] });
    expect(manager()).toMatchObject({ normalize_path: true, merge_slashes: true, path_with_escaped_slashes_action: edge ? 'UNESCAPE_AND_REDIRECT' : 'UNESCAPE_AND_FORWARD' });
  });
});
