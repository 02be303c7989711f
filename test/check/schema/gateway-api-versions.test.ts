import { App, ApiObject, Chart } from 'cdk8s';
import { Checks, MeshValidation } from '../../../src';
import { validateSchema } from '../../../src/check/schema';
import { GATEWAY_API_VERSIONS } from '../../../src/crd/sets';

const VERSIONS = Object.keys(GATEWAY_API_VERSIONS);
const object = (apiVersion: string, kind: string, spec: any) => ({ apiVersion, kind, metadata: { name: 'shop', namespace: 'shop' }, spec });
const route = (rule: any) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [{ name: 'public' }], rules: [rule] });
const cors = { filters: [{ type: 'CORS', cors: { allowOrigins: ['https://a.example.com'] } }] };

/** The findings of each release, as code and place; '' if there are none. */
const saidBy = (manifest: any) => Object.fromEntries([...VERSIONS, undefined].map((version) => [version ?? 'default',
  validateSchema(manifest, { gatewayApi: version }).map((p) => `${p.severity} ${p.code} ${p.pointer}`).join(', ')]));

test('a field is unknown in a release that lacks it, and known from the next one on', () => {
  expect(saidBy(route(cors))).toEqual({
    1.2: 'error MESH014 /spec/rules/0/filters/0/type, error MESH012 /spec/rules/0/filters/0/cors', 1.3: '', 1.4: '', 1.5: '', 1.6: '', 1.7: '', default: '',
  });
});

test('a missing kind or version is reported with the release', () => {
  const set = object('gateway.networking.k8s.io/v1', 'ListenerSet', { parentRef: { name: 'public' }, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] });
  const missing = 'error MESH024 /kind';
  expect(saidBy(set)).toEqual({ 1.2: missing, 1.3: missing, 1.4: missing, 1.5: '', 1.6: '', 1.7: '', default: '' });
  expect(validateSchema(set, { gatewayApi: '1.4' })[0].message).toContain('gateway.networking.k8s.io has no kind ListenerSet in Gateway API 1.4');
  const policy = object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', {
    targetRefs: [{ group: '', kind: 'Service', name: 'cart' }], validation: { hostname: 'cart.example.com', wellKnownCACertificates: 'System' },
  });
  expect(validateSchema(policy, { gatewayApi: '1.3' })).toEqual([expect.objectContaining({ code: 'MESH021', fix: 'use gateway.networking.k8s.io/v1alpha3' })]);
  expect(validateSchema(policy, { gatewayApi: '1.4' })).toEqual([]);
});

test('each release has its own experimental kinds', () => {
  const old = object('gateway.networking.k8s.io/v1alpha2', 'BackendLBPolicy', { targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] });
  expect(validateSchema(old, { gatewayApi: '1.2' })).toEqual([]);
  expect(validateSchema(old, { gatewayApi: '1.3' }).map((p) => p.code)).toEqual(['MESH025']);
});

test('an app declares the release of its clusters', () => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  new ApiObject(chart, 'route', route(cors));
  Checks.attach(app, { gatewayApiVersion: '1.2' });
  expect(Checks.of(chart).findings().filter((f) => f.severity === 'error').map((f) => `${f.code} ${f.pointer}`)).toEqual(['MESH012 /spec/rules/0/filters/0/cors', 'MESH014 /spec/rules/0/filters/0/type']);
  expect(() => Checks.attach(app, { gatewayApiVersion: '1.9' })).toThrow('gatewayApiVersion of the checks must be one of 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, got "1.9"');
  expect(() => new MeshValidation({ gatewayApiVersion: 'v1.4' })).toThrow('property gatewayApiVersion of MeshValidation must be one of 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, in quotes, got "v1.4"');
});
