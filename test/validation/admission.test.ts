import * as fc from 'fast-check';
import { CASES } from './cases';
import { gateway, http, virtualService } from './manifests';
import { validateSchema } from '../../src/check/schema';
import { ADMISSION_CODES, validateAdmission } from '../../src/validation';

/** An EnvoyFilter is warned of in any case. */
const beside = (code: string) => (p: { code: string; message: string }) => !p.message.startsWith('an EnvoyFilter depends') || code === 'MESH124';

test.each(CASES)('%s %s at %s', (code, severity, pointer, wrong, right) => {
  expect(validateAdmission(wrong).map((p) => [p.code, p.severity, p.pointer])).toContainEqual([code, severity, pointer]);
  expect(validateAdmission(right).filter(beside(code))).toEqual([]);
  expect(validateSchema(right)).toEqual([]);
});

test('every code has a case', () => {
  const elsewhere = ['MESH125', 'MESH126', 'MESH127', 'MESH128', 'MESH129', 'MESH130', 'MESH131']; // of mesh configuration
  expect([...new Set([...CASES.map(([code]) => code), ...elsewhere])].sort()).toEqual(Object.keys(ADMISSION_CODES).sort());
});

test('messages contain the value, the effect and the fix, and other tools\' codes', () => {
  expect(validateAdmission(http({ retries: { attempts: 1, retryOn: 'often' } }))).toEqual([{
    code: 'MESH106',
    severity: 'error',
    pointer: '/spec/http/0/retries/retryOn',
    message: "'often' is not a retry condition; istiod refuses the object",
    fix: 'separate conditions by commas, without spaces: 5xx, gateway-error, reset, reset-before-request, connect-failure, retriable-4xx, … or a status',
    aliases: ['IST0106'],
  }]);
  const [unreached] = validateAdmission(virtualService({ http: [...http({}).spec.http, ...http({}).spec.http] }));
  expect(unreached).toMatchObject({ code: 'MESH121', severity: 'warning', aliases: ['IST0130'] });
});

test('the namespace of manifests without one can be set', () => {
  const manifest = virtualService({ exportTo: ['.', 'shop'] }, { namespace: undefined });
  expect(validateAdmission(manifest)).toEqual([]);
  expect(validateAdmission(manifest, { namespace: 'shop' })).toHaveLength(1);
});

test('objects that the control plane generates from Gateway API have reserved names', () => {
  const manifest = gateway({ hosts: ['~/*.a.com'] });
  expect(validateAdmission(manifest)).toHaveLength(1);
  expect(validateAdmission({ ...manifest, metadata: { name: 'a.b', annotations: { 'internal.istio.io/gateway-semantics': 'gateway' } } })).toEqual([]);
});

test('other kinds are not checked', () => {
  for (const manifest of [undefined, null, 1, 'a', [], {}, { apiVersion: 1 }, { apiVersion: 'v1', kind: 'Service', spec: 1 }, { apiVersion: 'constructor/v1', kind: 'toString' }]) {
    expect(validateAdmission(manifest)).toEqual([]);
  }
});

test('any JSON in any field is checked without throwing', () => {
  const samples = CASES.flatMap(([, , , wrong, right]) => [wrong, right]);
  fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (sample, at, value) => {
    const copy = structuredClone(sample);
    const places: [any, string][] = [];
    const visit = (node: any): void => Object.keys(node).forEach((key) => {
      places.push([node, key]);
      if (typeof node[key] === 'object' && node[key] !== null) visit(node[key]);
    });
    visit(copy);
    const [node, key] = places[at % places.length];
    node[key] = value;
    for (const problem of [...validateAdmission(copy), ...validateSchema(copy)]) {
      expect(problem.pointer).toMatch(/^(\/|$)/);
      expect(problem.message && problem.fix).toBeTruthy();
    }
  }), { numRuns: 3000 });
});

test('deeply nested objects are checked too', () => {
  let deep: any = {};
  for (let i = 0; i < 100000; i++) deep = { a: deep };
  const patch = { applyTo: 'CLUSTER', patch: { operation: 'ADD', value: deep } };
  for (const manifest of [
    virtualService({ http: [{ match: [deep, deep], route: [deep] }, deep] }), gateway({ hosts: [deep], tls: deep }),
    { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'a' }, spec: { configPatches: [patch] } },
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a', labels: deep }, spec: { hostnames: [deep], parentRefs: [deep], rules: deep } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: deep, spec: { template: deep } },
  ]) {
    expect(() => [...validateSchema(manifest), ...validateAdmission(manifest)]).not.toThrow();
  }
});
