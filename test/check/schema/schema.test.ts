import * as fc from 'fast-check';
import { validateSchema, SCHEMA_CODES } from '../../../src/check/schema';
import { GatewayApiChannel } from '../../../src/crd/sets';

const object = (apiVersion: string, kind: string, spec: any, metadata: any = {}) => ({ apiVersion, kind, metadata: { name: 'a', ...metadata }, spec });
const bare = (kind: string, metadata: any) => ({ apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata } });
const virtualService = (http: any, rest: any = {}) => object('networking.istio.io/v1', 'VirtualService', { hosts: ['a.b'], http: [http], ...rest });
const route = { route: [{ destination: { host: 'a' } }] };
const rule = (spec: any) => object('networking.istio.io/v1', 'DestinationRule', { host: 'a.b', ...spec });
const entry = (spec: any) => object('networking.istio.io/v1', 'ServiceEntry', { hosts: ['a.b'], ports: [{ number: 80, name: 'http' }], ...spec });
const httpRoute = (r: any) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', { rules: [r] });
const deployment = (container: any) => object('apps/v1', 'Deployment', {
  selector: { matchLabels: { app: 'a' } },
  template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a', ...container }] } },
});

/** Code, pointer, an object with the mistake, the object without it. */
const CASES: [keyof typeof SCHEMA_CODES, string, any, any][] = [
  ['MESH011', '/spec/hosts', object('networking.istio.io/v1', 'VirtualService', { hosts: 'a' }), object('networking.istio.io/v1', 'VirtualService', { hosts: ['a'] })],
  ['MESH011', '/spec/exportTo', virtualService(route, { exportTo: 'all' }), virtualService(route, { exportTo: ['.'] })],
  ['MESH011', '/spec/template/spec/containers/0/image', deployment({ image: 1 }), deployment({ image: '1', ports: null })],
  ['MESH011', '/metadata/labels/app', virtualService(route, {}) && bare('ConfigMap', { labels: { app: true } }), bare('ConfigMap', { labels: { app: 'true' } })],
  ['MESH012', '/spec/http/0/timout', virtualService({ ...route, timout: '1s' }), virtualService({ ...route, timeout: '1s' })],
  ['MESH012', '/spec/template/spec/containers/0/imagePullPolciy', deployment({ imagePullPolciy: 'Always' }), deployment({ imagePullPolicy: 'Always' })],
  ['MESH012', '/metadata/lables', virtualService(route) && { ...virtualService(route), metadata: { name: 'a', lables: {} } }, virtualService(route)],
  ['MESH012', '/spec/rules/0/sessionPersistence', httpRoute({ sessionPersistence: {} }), httpRoute({ timeouts: {} })],
  ['MESH013', '/spec/http/0/route/0', virtualService({ route: [{}] }), virtualService(route)],
  ['MESH014', '/spec/resolution', entry({ resolution: 'STATC' }), entry({ resolution: 'STATIC' })],
  ['MESH015', '/spec/targetRef/kind', object('security.istio.io/v1', 'RequestAuthentication', { targetRef: { kind: '1', name: 'a' } }),
    object('security.istio.io/v1', 'RequestAuthentication', { targetRef: { kind: 'Service', name: 'a' } })],
  ['MESH015', '/spec/template/spec/containers/0/resources/limits/cpu', deployment({ resources: { limits: { cpu: 'much' } } }),
    deployment({ resources: { limits: { cpu: 0.5, memory: '1Gi' } } })],
  ['MESH016', '/spec/workloadSelector/matchLabels/a', rule({ workloadSelector: { matchLabels: { a: 'x'.repeat(64) } } }), rule({ workloadSelector: { matchLabels: { a: 'x' } } })],
  ['MESH016', '/spec/ports/0/number', entry({ ports: [{ number: -1, name: 'a' }] }), entry({ ports: [{ number: 1, name: 'a' }] })],
  ['MESH016', '/spec/replicas', object('autoscaling/v1', 'HorizontalPodAutoscaler', {}) && { ...deployment({}), spec: { ...deployment({}).spec, replicas: 2 ** 40 } }, deployment({})],
  ['MESH017', '/spec/ports/1', entry({ ports: [{ number: 80, name: 'a' }, { number: 80, name: 'a' }] }), entry({ ports: [{ number: 80, name: 'a' }, { number: 81, name: 'b' }] })],
  ['MESH018', '/spec/http/0/match/0/uri', virtualService({ ...route, match: [{ uri: { exact: 'a', prefix: 'b' } }] }), virtualService({ ...route, match: [{ uri: { exact: 'a' } }] })],
  ['MESH019', '/spec/http/0/timeout', virtualService({ ...route, timeout: '1us' }), virtualService({ ...route, timeout: '1ms' })],
  ['MESH019', '/spec/http/0/timeout', virtualService({ ...route, timeout: 'soon' }), virtualService({ ...route, timeout: '1h30m' })],
  ['MESH019', '/spec', entry({ workloadSelector: { labels: { a: 'b' } }, endpoints: [{ address: '1.1.1.1' }], resolution: 'STATIC' }), entry({ resolution: 'STATIC', endpoints: [{ address: '1.1.1.1' }] })],
  ['MESH019', '/spec/rules/0/matches/0/path', httpRoute({ matches: [{ path: { value: '/a//b' } }] }), httpRoute({ matches: [{ path: { value: '/a/b' } }] })],
  ['MESH019', '/spec/rules/0/backendRefs/0', httpRoute({ backendRefs: [{ name: 'a' }] }), httpRoute({ backendRefs: [{ name: 'a', port: 80 }] })],
  ['MESH020', '/metadata/name', object('networking.istio.io/v1', 'Sidecar', {}, { name: 'A_b' }), object('networking.istio.io/v1', 'Sidecar', {}, { name: 'a.b' })],
  ['MESH020', '/metadata/labels/a', bare('ConfigMap', { labels: { a: 'b c' } }), bare('ConfigMap', { labels: { 'x.y/a': '' } })],
  ['MESH020', '/metadata/annotations/a b', bare('ConfigMap', { annotations: { 'a b': 'c' } }), bare('ConfigMap', { annotations: { 'X.y/a': 'b c' } })],
  ['MESH023', '/spec/template/metadata/labels', { ...deployment({}), spec: { ...deployment({}).spec, selector: { matchLabels: { app: 'b' } } } }, deployment({})],
  ['MESH024', '/kind', object('networking.istio.io/v1', 'SideCars', {}), object('networking.istio.io/v1', 'Sidecar', {})],
  ['MESH025', '/apiVersion', object('rbac.istio.io/v1alpha1', 'ServiceRole', {}), object('security.istio.io/v1', 'AuthorizationPolicy', {})],
  ['MESH021', '/apiVersion', object('networking.istio.io/v2', 'Sidecar', {}), object('networking.istio.io/v1beta1', 'Sidecar', {})],
  ['MESH022', '/apiVersion', object('gateway.networking.k8s.io/v1alpha2', 'TCPRoute', { rules: [{ backendRefs: [{ name: 'a', port: 1 }] }] }),
    object('gateway.networking.k8s.io/v1', 'TCPRoute', { rules: [{ backendRefs: [{ name: 'a', port: 1 }] }] })],
];

test.each(CASES)('%s at %s', (code, pointer, wrong, right) => {
  const context = { gatewayApi: code === 'MESH022' ? GatewayApiChannel.EXPERIMENTAL : GatewayApiChannel.STANDARD };
  expect(validateSchema(wrong, context).map((p) => [p.code, p.pointer])).toContainEqual([code, pointer]);
  expect(validateSchema(right, context)).toEqual([]);
});

test('every code has a case', () => {
  expect([...new Set(CASES.map(([code]) => code))].sort()).toEqual(Object.keys(SCHEMA_CODES).sort());
});

test('messages contain the problem with the value, its effect and the fix', () => {
  const [problem] = validateSchema(virtualService({ ...route, timout: '1s' }));
  expect(problem).toEqual({
    code: 'MESH012',
    severity: 'error',
    pointer: '/spec/http/0/timout',
    message: "unknown field 'timout', did you mean 'timeout'? (without strict validation the API server silently drops it); the API server refuses the object",
    fix: "rename it to 'timeout'",
  });
});

test('defaults are filled in before rules are evaluated', () => {
  // port is needed for a core Service: group and kind are filled in by the schema
  expect(validateSchema(httpRoute({ backendRefs: [{ name: 'a', kind: 'Bucket' }] }))).toEqual([]);
  expect(validateSchema(httpRoute({ backendRefs: [{ name: 'a', kind: 'Service', group: '' }] }))).toHaveLength(1);
});

test('the manifest is not modified', () => {
  const manifest = httpRoute({ matches: [{}], backendRefs: [{ name: 'a', port: 1 }] });
  const before = JSON.stringify(manifest);
  validateSchema(manifest);
  expect(JSON.stringify(manifest)).toBe(before);
});

test('unknown kinds are not checked', () => {
  for (const manifest of [undefined, null, 1, [], {}, { kind: 'X' }, object('example.com/v1', 'Thing', { a: 1 }), object('networking.gke.io/v1', 'Other', {})]) {
    expect(validateSchema(manifest)).toEqual([]);
  }
});

test('status belongs to the controller and is not checked', () => {
  expect(validateSchema({ ...virtualService(route), status: { anything: [1] } })).toEqual([]);
});

test('any JSON in any field is checked without throwing', () => {
  const samples = CASES.map(([, , , right]) => right);
  fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.jsonValue(), (sample, at, value) => {
    const copy = structuredClone(sample);
    const places: [any, string][] = [];
    const visit = (node: any): void => Object.keys(node).forEach((key) => {
      places.push([node, key]);
      if (typeof node[key] === 'object' && node[key] !== null) visit(node[key]);
    });
    visit(copy);
    const [node, key] = places[at % places.length];
    node[key] = value;
    expect(Array.isArray(validateSchema(copy))).toBe(true);
  }), { numRuns: 2000 });
});
