import * as fs from 'fs';
import * as path from 'path';
import { App, type Chart, Yaml } from 'cdk8s';
import { ledger } from '../../examples/estate/ledger';
import { estate } from '../../examples/estate/main';
import { CLUSTERS, ENVIRONMENTS, type Environment, hostOf, PAYMENTS } from '../../examples/estate/shared';
import { shop } from '../../examples/estate/shop';
import { Checks, install, Severity, Traffic } from '../../src';

const GOLDEN = path.join(__dirname, '..', 'golden');
const TEAMS = { shop, ledger };
const idOf = (o: any) => `${o.apiVersion.replace(/\/.*/, '')}/${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`;
const objectsOf = (charts: readonly Chart[]): any[] => charts.flatMap((c) => c.toJson());
/** The platform's output for one cluster, without Istio. */
function platformOf(app: App, cluster: string): any[] {
  const inside = app.charts.filter((c) => c.node.path.startsWith(`clusters/${cluster}/`));
  return objectsOf(inside.filter((c) => !c.node.scopes.some((s) => s instanceof install.IstioInstall)));
}

/** The outputs for each environment, created once. */
const outputs = Object.fromEntries(ENVIRONMENTS.map((environment) => {
  const platform = estate({ environment });
  return [environment, {
    platform: Object.fromEntries(Object.keys(CLUSTERS).map((cluster) => [cluster, platformOf(platform, cluster)])),
    shop: objectsOf(shop({ environment }).charts),
    ledger: objectsOf(ledger({ environment }).charts),
  }];
})) as { readonly [E in Environment]: { readonly platform: { readonly [cluster: string]: any[] }; readonly shop: any[]; readonly ledger: any[] } };
const all = ({ platform, shop: s, ledger: l }: (typeof outputs)['prod'], cluster: string) => [...platform[cluster], ...s, ...l];

test.each(Object.entries(TEAMS))('%s produces its golden YAML', (name, build) => {
  const yaml = objectsOf(build().charts).map((o) => Yaml.stringify(o)).join('---\n');
  const golden = path.join(GOLDEN, `estate.${name}.yaml`);
  if (process.env.UPDATE_GOLDEN === '1') fs.writeFileSync(golden, yaml);
  expect(yaml).toBe(fs.readFileSync(golden, 'utf8'));
});

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  const made = outputs[environment];

  test.each(Object.keys(CLUSTERS))('no object is written twice in cluster %s', (cluster) => {
    const ids = all(made, cluster).map(idOf);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.length).toBeGreaterThan(60);
  });

  test('the outputs can be applied in any order: each team only writes to namespaces that it creates', () => {
    for (const name of ['shop', 'ledger'] as const) {
      expect([...new Set(made[name].map((o) => o.metadata.namespace ?? `${o.kind} ${o.metadata.name}`))].sort()).toEqual([`Namespace ${name}`, name].sort());
    }
    const namespaces = new Set(made.platform.east.filter((o) => o.kind === 'Namespace').map((o) => o.metadata.name));
    expect(made.platform.east.filter((o) => o.metadata.namespace !== undefined && !namespaces.has(o.metadata.namespace) && o.metadata.namespace !== 'istio-system').map(idOf)).toEqual([]);
  });

  test('hosts and identities are those of the environment', () => {
    const text = JSON.stringify(all(made, 'east'));
    expect(text).toContain(`${environment}.estate.example/ns/shop/sa/checkout`);
    for (const other of ENVIRONMENTS.filter((e) => e !== environment)) expect(text).not.toContain(`${other}.estate.example`);
    expect(made.shop.find((o) => o.kind === 'VirtualService' && o.spec.gateways)!.spec.hosts).toEqual([hostOf('shop', environment), hostOf('www', environment)]);
  });
});

describe.each(Object.keys(CLUSTERS))('requests in cluster %s, with all three outputs applied', (cluster) => {
  const objects = all(outputs.prod, cluster);
  const traffic = Traffic.ofManifests(objects);
  const spec = (kind: string, namespace: string, name: string) => objects.find((o) => o.kind === kind && o.metadata.namespace === namespace && o.metadata.name === name)?.spec;

  test('of one team reach the other team, with the caller\'s timeout', () => {
    const { outcome } = traffic.ask({ from: 'shop/checkout', url: 'http://api.ledger/entries', method: 'POST' });
    expect([outcome.kind, outcome.host, outcome.timeout?.toMilliseconds()]).toEqual(['routed', 'api.ledger.svc.cluster.local', 2000]);
    expect(traffic.ask({ from: 'shop/web-v1', url: 'http://api.ledger/' }).outcome.kind).not.toBe('routed');
    expect(spec('AuthorizationPolicy', 'ledger', 'api-allow').rules.flatMap((r: any) => r.from[0].source.principals)).toContain('prod.estate.example/ns/shop/sa/checkout');
  });

  test('reach workloads of Helm and of a StatefulSet', () => {
    expect(traffic.ask({ from: 'shop/web-v1', url: 'tcp://cache:6379' }).shareOf('cache')).toBe(1);
    expect(spec('AuthorizationPolicy', 'shop', 'cache-allow').rules[0].to[0].operation.ports).toEqual(['6379']);
    expect(spec('AuthorizationPolicy', 'ledger', 'database-allow').rules.flatMap((r: any) => r.from[0].source.principals).sort()).toEqual(['prod.estate.example/ns/edge/sa/public', 'prod.estate.example/ns/ledger/sa/api']);
  });

  test.each(PAYMENTS)('to %s go through the egress gateway, with the server name of that host', (host) => {
    const { outcome } = traffic.ask({ from: 'shop/checkout', url: `http://${host}/` });
    expect([outcome.kind, outcome.host, outcome.hops?.map((h) => h.host)]).toEqual(['routed', host, ['out.out.svc.cluster.local']]);
    const rule = spec('DestinationRule', 'out', 'platform-payments-egress');
    expect(rule.subsets.find((s: any) => s.name === outcome.hops?.[0].subset).trafficPolicy.portLevelSettings[0].tls).toEqual({ mode: 'ISTIO_MUTUAL', sni: host });
    expect(traffic.ask({ from: 'shop/web-v1', url: `http://${host}/` }).outcome.kind).not.toBe('routed');
  });

  test('from external clients are routed by each team\'s routes', () => {
    expect(spec('Gateway', 'platform', 'public').servers.map((s: any) => [s.port.number, s.hosts])).toEqual([
      [443, ['apps.example.com']], [443, ['./shop.example.com', './www.example.com', 'shop/shop.example.com', 'shop/www.example.com']], [5432, ['./*', 'ledger/*']],
    ]);
    const root = objects.find((o) => o.kind === 'VirtualService' && o.metadata.namespace === 'platform' && o.spec.hosts?.includes('apps.example.com')).spec;
    expect(root.http[0].delegate).toEqual({ name: 'ledger', namespace: 'ledger' });
    expect(spec('VirtualService', 'ledger', 'ledger').http[0]).toMatchObject({ match: [{ uri: { exact: '/ledger' } }, { uri: { prefix: '/ledger/' } }], route: [{ destination: { host: 'api.ledger.svc.cluster.local' } }] });
    const bytes = objects.find((o) => o.kind === 'VirtualService' && o.metadata.namespace === 'ledger' && o.spec.tcp).spec;
    expect(bytes).toMatchObject({ gateways: ['platform/public'], tcp: [{ match: [{ port: 5432 }], route: [{ destination: { host: 'database.ledger.svc.cluster.local', port: { number: 5432 } } }] }] });
  });
});

test('a team gets no findings that another team must fix', () => {
  for (const app of [estate(), shop(), ledger()]) {
    expect(Checks.of(app).findings().filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.object.name}`)).toEqual([]);
  }
});
