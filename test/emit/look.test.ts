import { ApiObject, App, Chart, Testing, Yaml } from 'cdk8s';
import { ControlPlane, HttpMatch, Mesh, MeshApp, MeshService, MutualTls, ServicePort, TrafficApi } from '../../src';

/** Services in two namespaces that call one: the second call in a namespace requires no new objects, and changes the content of existing ones. */
function shop(app: App, controlPlane = ControlPlane.existing(), afterEach: () => void = () => undefined): { readonly charts: Chart[]; readonly cart: MeshService } {
  const mesh = new Mesh(app, 'mesh', { controlPlane });
  const [shopChart, deskChart] = ['shop', 'desk'].map((namespace) => {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    return chart;
  });
  const cart = new MeshService(shopChart, 'cart', { ports: [ServicePort.http(80)] });
  const [web, api, desk] = ([['web', shopChart], ['api', shopChart], ['desk', deskChart]] as const).map(([name, chart]) => new MeshService(chart, name, { ports: [ServicePort.http(80)] }));
  for (const caller of [web, api, desk]) {
    caller.calls(cart);
    afterEach();
  }
  return { charts: [shopChart, deskChart], cart };
}

const callers = (policy: any): string[] => policy.spec.rules.flatMap((r: any) => r.from.flatMap((f: any) => f.source.principals)).sort();
const ALL = ['cluster.local/ns/desk/sa/desk', 'cluster.local/ns/shop/sa/api', 'cluster.local/ns/shop/sa/web'];

test.each([
  ['toJson() of a plain Chart', ({ charts: [chart] }: ReturnType<typeof shop>) => chart.toJson()],
  ['Testing.synth', ({ charts: [chart] }: ReturnType<typeof shop>) => Testing.synth(chart)],
  ['node.findAll()', ({ charts: [chart] }: ReturnType<typeof shop>) => chart.node.findAll().filter((c) => ApiObject.isApiObject(c)).map((c) => (c as ApiObject).toJson())],
  ['the children of the service', ({ cart }: ReturnType<typeof shop>) => cart.node.children.map((c) => (c as ApiObject).toJson())],
  ['objects of the service', ({ cart }: ReturnType<typeof shop>) => cart.objects.map((o) => o.toJson())],
  ['an object of the service', ({ cart }: ReturnType<typeof shop>) => [cart.node.tryFindChild('AuthorizationPolicy-allow'), cart.node.findChild('Service')].map((o) => (o as ApiObject).toJson())],
])('%s sees every object in its final state', (_, look) => {
  const found = look(shop(new App({ outdir: Testing.app().outdir })));
  const policy = found.filter((o: any) => o.kind === 'AuthorizationPolicy' && o.metadata.name === 'cart-allow');
  expect(policy.map(callers)).toEqual([ALL]);
  expect(found.map((o: any) => o.kind)).toContain('Service');
});

test('an object that was read before still changes with later calls', () => {
  const { cart, charts: [, desk] } = shop(new App({ outdir: Testing.app().outdir }));
  const policy = cart.objects.find((o) => o.kind === 'AuthorizationPolicy')!;
  expect(callers(policy.toJson())).toEqual(ALL);
  new MeshService(desk, 'clerk', { ports: [ServicePort.http(80)] }).calls(cart);
  expect(callers(policy.toJson())).toEqual([...ALL, 'cluster.local/ns/desk/sa/clerk'].sort());
});

test('a route that changes its kind replaces the previous object for all readers', () => {
  const app = new MeshApp({ outdir: Testing.app().outdir });
  const { cart, charts: [chart] } = shop(app, ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }));
  const kinds = () => Testing.synth(chart).map((o: any) => o.kind);
  expect(kinds()).not.toContain('HTTPRoute');
  cart.addRule({ matches: [HttpMatch.prefix('/a')] });
  expect(kinds().filter((k: string) => k === 'HTTPRoute')).toHaveLength(1);
  cart.addVersion('v2');
  expect(Testing.synth(chart).map((o: any) => o.metadata.name)).toContain('cart-v2');
});

test('an app has the same output whether or not objects were read in between', () => {
  const silent = new MeshApp({ outdir: Testing.app().outdir });
  shop(silent);
  const watched = new MeshApp({ outdir: Testing.app().outdir });
  shop(watched, ControlPlane.existing(), () => void watched.node.findAll());
  expect(watched.synthYaml()).toBe(silent.synthYaml());
  expect(watched.charts.map((c) => Yaml.stringify(...c.toJson()))).toEqual(silent.charts.map((c) => Yaml.stringify(...c.toJson())));
});

test('an invalid object is refused by the call that creates it', () => {
  const app = new App({ outdir: Testing.app().outdir });
  const mesh = new Mesh(app, 'mesh');
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  expect(() => new MeshService(chart, 'unknown', { ports: [ServicePort.http(80)], selector: {}, mtls: MutualTls.STRICT })).toThrow(/mutual TLS .* selector/);
});
