import { Chart, Duration, Testing } from 'cdk8s';
import { PAPER, paper } from './paper-plane';
import { DataPlane, EndpointGroup, Fault, HttpMatch, Mesh, MeshApp, MeshFeature, MeshService, MutualTls, ServicePort, type HttpRule } from '../../../src';
import { capability } from '../../../src/capability/index';
import { registerPlane } from '../../../src/capability/table';
import type { AcceptedDifference } from '../../../src/control-plane';
import { planesPage } from '../../../tools/docs/planes';

// the one call that a plane of somebody else needs
registerPlane(PAPER);

function shop(rule: HttpRule, acknowledge: readonly AcceptedDifference[] = []): MeshApp {
  const app = new MeshApp({ outdir: Testing.app().outdir });
  const mesh = new Mesh(app, 'mesh', { controlPlane: paper(acknowledge) });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const [cart, web] = ['cart', 'web'].map((name) => new MeshService(chart, name, { ports: [ServicePort.http(80)] }));
  web.calls(cart);
  cart.addRule({ name: 'slow', matches: [HttpMatch.prefix('/old')], ...rule });
  return app;
}

test('the table of the registered plane becomes a column of the page about planes, and counts in the summaries', () => {
  const page = planesPage();
  const [features, ...others] = page.split('\n').filter((line) => line.startsWith('| Feature |'));
  expect(features).toMatch(/\| Ambient mode \| Paper \|$/);
  expect(new Set([features, ...others]).size).toBe(1);
  expect(page).toMatch(/\(`fault-delay`\) \|.*\| \*\*no\*\*: a slow scribe \|\n/);
  expect(page).toMatch(/\(`retries`\) \|.*\| \*\*differs\*\*: a scribe retries once \|\n/);
  expect(page).toMatch(/\| no \|.* \| 2 \|\n/);
  expect(page).toContain('Paper [1](https://paper.example/manual)');
});

test('the registered plane creates its own objects for the services that need them, and no core Kubernetes objects', () => {
  expect(shop({}).synthYaml()).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart-paper\n  namespace: shop\ndata:\n  rules: rule \'slow\' of service \'shop/cart\'\n');
});

test('what the registered plane does not support is an error at synth that names construct, feature, plane and alternative', () => {
  expect(() => shop({ fault: Fault.delay(Duration.seconds(2)) }).synthYaml()).toThrow(/shop\/cart.* \(fault-delay\) .* plane 'paper'; closest alternative: a slow scribe/);
});

test('a difference is an error until it is acknowledged', () => {
  const retrying = { retries: { attempts: 3 } };
  expect(() => shop(retrying).synthYaml()).toThrow(/\(retries\) differs on plane 'paper': a scribe retries once; accept it with acknowledge: \[\{ feature: MeshFeature\.RETRIES/);
  expect(shop(retrying, [{ feature: MeshFeature.RETRIES, reason: 'once is enough' }]).synthYaml()).toContain('cart-paper');
});

test.each([
  [MeshFeature.FAULT_DELAY, 'needed', /'fault-delay' .* plane 'paper', which does not support it.*a slow scribe/],
  [MeshFeature.PATH_EXACT, 'needed', /'path-exact' .* plane 'paper', which supports it fully/],
  [MeshFeature.RETRIES, ' ', /'retries' has no reason/],
])('a difference of %s can\'t be acknowledged with the reason "%s"', (feature, reason, message) => {
  expect(() => paper([{ feature, reason }])).toThrow(message);
});

test('endpoints that the registered plane does not support are refused by the call', () => {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { controlPlane: paper() });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const group = EndpointGroup.networkEndpoints({ name: 'cards', zones: ['europe-west1-b'] });
  expect(() => new MeshService(chart, 'cards', { ports: [ServicePort.http(80)] }).addEndpointGroups(group)).toThrow(/\(endpoints-network\).* is not supported on plane 'paper'; .*closest alternative: write the addresses down/);
});

test('the registered plane has no ambient mode and no injector', () => {
  expect(() => new Mesh(new MeshApp(), 'mesh', { controlPlane: paper(), dataPlane: DataPlane.ambient() })).toThrow('ambient mode, which only istiod supports');
  const app = new MeshApp();
  const mesh = new Mesh(app, 'mesh', { controlPlane: paper(), mtls: MutualTls.PERMISSIVE });
  expect(() => mesh.configureSidecar(new Chart(app, 'pods'), {})).toThrow('are not injected');
});

test('a name is registered once, and a plane without a table is unknown', () => {
  expect(() => registerPlane({ ...PAPER, title: 'Another' })).toThrow('a plane \'paper\' is already registered; use a different name');
  expect(() => capability(MeshFeature.RETRIES, 'papyrus')).toThrow(/no plane 'papyrus' is registered; register its table with registerPlane, .* istio, .* paper$/);
});
