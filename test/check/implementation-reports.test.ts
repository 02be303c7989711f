import { App, ApiObject, Chart, Duration } from 'cdk8s';
import { Checks, ControlPlane, GatewayImplementation, IngressGateway, Listener, Mesh, MeshService, MutualTls, OutboundTraffic, ServicePort } from '../../src';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

const G = 'gateway.networking.k8s.io/v1';
const made = (kind: string, name: string, spec: unknown) => ({ apiVersion: G, kind, metadata: { name, ...(kind === 'GatewayClass' ? {} : { namespace: 'shop' }) }, spec });
const gateway = (gatewayClassName: string, more: object = {}) => made('Gateway', 'edge', { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...more });
const route = (rule: object, more: object = {}) => made('HTTPRoute', 'r', { parentRefs: [{ name: 'edge' }], rules: [rule], ...more });
const run = (...objects: object[]) => checkManifests(objects.map((object) => ({ object, origin: {} })), {}, { checks: CHECKS }).filter((f) => f.code === 'MESH840');
const PATCHED = { timeouts: { request: '1s' } };

test('the controller of the class determines the implementation, whatever the name of the class', () => {
  const [found] = run(made('GatewayClass', 'own', { controllerName: 'traefik.io/gateway-controller' }), gateway('own'), route(PATCHED));
  expect(found).toMatchObject({ severity: 'warning', pointer: '/spec/rules/0/timeouts/request' });
  expect(found.message).toMatch(/needs the feature HTTPRouteRequestTimeout, which is unsupported according to the newest known conformance report of traefik\/traefik \(v\S+, for Gateway API v\S+\)/);
  expect(run(made('GatewayClass', 'own', { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' }), gateway('own'), route(PATCHED))).toEqual([]);
});

test('classes of other controllers, and those with their own checks, are skipped', () => {
  expect(run(made('GatewayClass', 'own', { controllerName: 'example.com/own' }), gateway('own'), route(PATCHED))).toEqual([]);
  expect(run(gateway('gke-l7-global-external-managed'), route(PATCHED))).toEqual([]);
  expect(run(gateway('istio'), route(PATCHED))).toEqual([]);
  expect(run(gateway('unknown'), route(PATCHED))).toEqual([]);
});

test('a feature that a report does not mention is information', () => {
  const kuma = made('GatewayClass', 'kuma', { controllerName: 'gateways.kuma.io/controller' });
  expect(run(kuma, gateway('kuma'), route({ retry: { attempts: 2 } }))).toMatchObject([{ severity: 'info', message: expect.stringMatching(/HTTPRouteRetry, which is not mentioned in the newest known conformance report/) }]);
  // and what no report could tell is not told
  expect(run(kuma, gateway('kuma'), route({ matches: [{ path: { type: 'RegularExpression', value: '/a+' } }] }))).toEqual([]);
});

test('Gateways and listener sets are checked too, and routes of the sets', () => {
  const set = made('ListenerSet', 'more', { parentRef: { name: 'edge' }, listeners: [{ name: 'a', port: 81, protocol: 'HTTP' }] });
  const traefik = made('GatewayClass', 'traefik', { controllerName: 'traefik.io/gateway-controller' });
  const authority = { default: { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] } } };
  const found = run(traefik, gateway('traefik', { tls: { frontend: authority } }), set, route(PATCHED, { parentRefs: [{ kind: 'ListenerSet', name: 'more' }] }));
  expect(found.map((f) => `${f.object.kind} ${f.pointer}`).sort()).toEqual(['Gateway /spec/tls/frontend', 'HTTPRoute /spec/rules/0/timeouts/request', 'ListenerSet /spec/parentRef']);
});

test('a feature is reported once, and malformed objects are left to the schema', () => {
  const theirs = [made('GatewayClass', 'traefik', { controllerName: 'traefik.io/gateway-controller' }), gateway('traefik')];
  expect(run(...theirs, made('HTTPRoute', 'r', { parentRefs: [{ name: 'edge', sectionName: 'http' }, { name: 'edge' }], rules: [PATCHED, PATCHED] }))).toHaveLength(1);
  expect(run(...theirs, made('HTTPRoute', 'r', { parentRefs: [{ name: 'edge' }], rules: 'none' }), made('HTTPRoute', 's', { parentRefs: [{ name: 'edge' }], rules: [null] }))).toEqual([]);
});

test('objects of constructs are checked at synth against the declared implementation; all other objects are checked here', () => {
  const app = new App();
  const gatewayImplementation = GatewayImplementation.custom('traefik/traefik', { className: 'traefik', supports: ['HTTPRouteRequestTimeout'] });
  const controlPlane = ControlPlane.gatewayApi({ mesh: GatewayImplementation.cilium(), gatewayImplementation });
  const mesh = new Mesh(app, 'mesh', { controlPlane, mtls: MutualTls.PERMISSIVE, denyByDefault: false, scopeSidecars: false, outbound: OutboundTraffic.ALLOW_ANY });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  new ApiObject(chart, 'class', { apiVersion: G, kind: 'GatewayClass', metadata: { name: 'traefik' }, spec: { controllerName: 'traefik.io/gateway-controller' } } as any);
  const listener = new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] }));
  listener.addRule({ to: [new MeshService(chart, 'web', { ports: [ServicePort.http(80)] })], timeout: Duration.seconds(3) });
  const told = () => Checks.of(app).findings().filter((f) => f.code === 'MESH840').map((f) => f.constructPath);
  const written = chart.toJson();
  expect(JSON.stringify(written)).toContain('"request":"3s"');
  expect(told()).toEqual([]);
  new ApiObject(chart, 'raw', { apiVersion: G, kind: 'HTTPRoute', metadata: { name: 'raw' }, spec: { parentRefs: [{ name: 'edge', namespace: written.find((o: any) => o.kind === 'Gateway').metadata.namespace }], rules: [PATCHED] } } as any);
  expect(told()).toEqual(['shop/raw']);
});
