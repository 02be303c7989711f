import { checkManifests } from '../../src/check/engine/run';
import type { Finding } from '../../src/check/finding';
import { CHECKS, LAYERS } from '../../src/check/registry';

/* Many objects that all overlap: the findings for each must not grow with their number, or a thousand of them would print a million lines. */

type Spec = (i: number) => object;
const istio = (kind: string, spec: Spec, group = 'networking') => (i: number) => ({ apiVersion: `${group}.istio.io/v1`, kind, metadata: { name: `x${i}`, namespace: 'shop' }, spec: spec(i) });
const app = { app: 'a' };
const entry = (protocol: string, host = 'a.example.com') => ({ hosts: [host], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'p', protocol }] });
const gateway = (host: string) => ({ selector: { istio: 'ingress' }, servers: [{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host], tls: { mode: 'SIMPLE', credentialName: 'c' } }] });
const virtualService = (gateways: string[]) => (i: number) => ({ hosts: ['a.example.com'], gateways, http: [{ match: [{ uri: { prefix: '/x' }, port: 80 + i % 2 }], route: [{ destination: { host: 'a' } }] }] });
const injector = (i: number, selector: object, name = `w${i}.istio.io`) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: `x${i}` },
  webhooks: [{ name, clientConfig: { service: { name: 'istiod', namespace: 'istio-system', path: '/inject' } }, objectSelector: selector, sideEffects: 'None', admissionReviewVersions: ['v1'] }],
});
const pods = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'shop' }, spec: { selector: { matchLabels: app }, template: { metadata: { labels: app }, spec: { containers: [{ name: 'a', image: 'a' }] } } } };
const plain = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' }, spec: { selector: app, ports: [{ name: 'http', port: 80 }] } };

const CROWDS: { readonly [code: string]: (i: number) => object } = {
  MESH208: istio('VirtualService', virtualService(['mesh'])),
  MESH209: istio('VirtualService', virtualService(['istio-system/gw'])),
  MESH305: istio('Gateway', () => gateway('a.example.com')),
  MESH306: istio('Gateway', (i) => gateway(`a${i}.example.com`)),
  MESH242: istio('ServiceEntry', (i) => entry(i % 2 ? 'TCP' : 'HTTP')),
  MESH245: istio('ServiceEntry', (i) => entry('TCP', `a${i}.example.com`)),
  MESH603: istio('Sidecar', () => ({ egress: [{ hosts: ['./*'] }] })),
  MESH602: istio('Sidecar', () => ({ workloadSelector: { labels: app }, egress: [{ hosts: ['./*'] }] })),
  MESH653: istio('Telemetry', () => ({ accessLogging: [{}] }), 'telemetry'),
  MESH652: istio('Telemetry', () => ({ selector: { matchLabels: app }, accessLogging: [{}] }), 'telemetry'),
  MESH414: istio('PeerAuthentication', () => ({ mtls: { mode: 'STRICT' } }), 'security'),
  MESH234: istio('DestinationRule', () => ({ host: 'a', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })),
  MESH701: (i) => injector(i, { matchLabels: { 'istio.io/rev': 'canary' } }),
};
const N = 120;
const judge = (objects: readonly object[]): readonly Finding[] => checkManifests(objects.map((object) => ({ object, origin: {} })), { complete: true, now: 0 }, { checks: CHECKS, layers: LAYERS });

test.each(Object.keys(CROWDS))('%s: the finding for each of many objects names a few other objects, and how many there are', (code) => {
  const found = judge([plain, pods, ...Array.from({ length: N }, (_, i) => CROWDS[code](i))]).filter((f) => f.code === code && !/the control plane's Service/.test(f.message));
  expect(found.map((f) => f.object.name)).toEqual(Array.from({ length: N }, (_, i) => `x${i}`));
  for (const f of found) {
    expect(f.message).toMatch(/ and \d+ more\b/);
    expect(f.message.length).toBeLessThan(600);
    expect(f.related.length).toBeLessThan(8);
    expect(f.related.map((r) => r.name)).not.toContain(f.object.name);
  }
});

test('all of the other Gateways are counted', () => {
  for (const code of ['MESH305', 'MESH306']) {
    const found = judge([plain, pods, ...Array.from({ length: N }, (_, i) => CROWDS[code](i))]).filter((f) => f.code === code);
    for (const f of found) expect(f.message).toContain(` and ${N - 1 - 5} more`);
  }
});

test('with three overlapping objects, the finding for each one names the two others', () => {
  const found = judge([plain, pods, ...[0, 1, 2].map(CROWDS.MESH602)]).filter((f) => f.code === 'MESH602');
  expect(found.map((f) => [f.object.name, /^(.*) select Deployment/.exec(f.message)?.[1]])).toEqual([
    ['x0', 'Sidecar shop/x1, Sidecar shop/x2'], ['x1', 'Sidecar shop/x0, Sidecar shop/x2'], ['x2', 'Sidecar shop/x0, Sidecar shop/x1'],
  ]);
});

test('a hundred revisions, each with its own injector, don\'t overlap; two injectors of one revision do', () => {
  const rev = (i: number) => ({ matchLabels: { 'istio.io/rev': `r${i}` } });
  const own = Array.from({ length: 100 }, (_, i) => injector(i, rev(i)));
  expect(judge(own).filter((f) => /injected twice/.test(f.message))).toEqual([]);
  const found = judge([...own, injector(100, rev(7), 'late.istio.io')]).filter((f) => /injected twice/.test(f.message));
  expect(found.map((f) => [f.object.name, f.severity, f.message])).toEqual([
    ['x7', 'error', 'webhook w7.istio.io selects pods that x100/late.istio.io selects as well: pods may be injected twice'],
    ['x100', 'error', 'webhook late.istio.io selects pods that x7/w7.istio.io selects as well: pods may be injected twice'],
  ]);
});
