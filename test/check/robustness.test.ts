import * as fc from 'fast-check';
import { CASES } from './grid/cases';
import { SHOP } from './grid/objects';
import { checkManifests, INTERNAL } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { CHECKS, LAYERS } from '../../src/check/registry';

// RUNS=10000 for the long run
const numRuns = Number(process.env.RUNS ?? 150);

type Path = (string | number)[];
function paths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([k, v]) => paths(v, [...at, Array.isArray(value) ? Number(k) : k]))];
}
function replace(value: any, [head, ...rest]: Path, by: unknown): any {
  if (head === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[head] = replace(copy[head], rest, by);
  return copy;
}
const objects = [...SHOP, ...CASES.flatMap((c) => [...c.bad, ...c.good])];
const places = objects.flatMap((object, i) => paths(object).map((path) => ({ i, path })));
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1.5, 1e300, true, [], {}, [null], [[]], { '': null }, '*', '/', '~', '.', '..', '*/', 'a/b/c', '\u0000', '😀', '__proto__', 'constructor', 'x'.repeat(5000)),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
  fc.string({ maxLength: 12 }),
);

test('a manifest with wrong types anywhere is checked without throwing or dropping anything', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(places.length - 1), odd), { minLength: 1, maxLength: 6 }), (changes) => {
    const world = [...objects];
    for (const [n, by] of changes) {
      const { i, path } = places[n];
      world[i] = replace(objects[i], path, by);
    }
    const findings = checkManifests(world.map((object) => ({ object, origin: {} })), { complete: true, now: 0 }, { checks: CHECKS, layers: LAYERS });
    expect(findings.filter((f) => f.code === INTERNAL)).toEqual([]);
    // what is no object any more is said so
    const lost = world.filter((o) => typeof o !== 'object' || o === null || Array.isArray(o) || typeof o.kind !== 'string' || !o.kind);
    expect(findings.filter((f) => f.code === 'MESH001').length).toBeGreaterThanOrEqual(new Set(lost.map((o) => JSON.stringify(o))).size ? 1 : 0);
  }), { numRuns: Math.ceil(numRuns / 5) });
});

test('any text is parsed, or reported as unusable', () => {
  const piece = fc.oneof(fc.constantFrom('---\n', '...\n', 'a: 1\n', '- b\n', 'kind: X\n', '  ', '\t', '{', '[', '}', ']', '|\n', '"', "'", '&a ', '*a ', '<<: ', '!!js/function ', '? ', ': ', '\uFEFF', '# c\n', '%YAML 1.1\n'), fc.string({ maxLength: 6 }));
  fc.assert(fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
    const unusable: string[] = [];
    const text = pieces.join('');
    const manifests = parseManifests('a.yaml', text, undefined, (e) => unusable.push(e.message));
    for (const m of manifests) {
      expect(m.origin.line).toBeGreaterThan(0);
      m.origin.locate?.('/metadata/name');
    }
    checkManifests(manifests, {}, { checks: CHECKS, layers: LAYERS });
    for (const message of unusable) expect(message).toMatch(/^a\.yaml(:\d+)?: ./);
  }), { numRuns });
});

test('a value may have the name of an Object.prototype member', () => {
  const policy = (group: string) => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'a', namespace: 'shop' }, spec: { targetRefs: [{ group, kind: 'Service', name: 'cart' }] } });
  const backend = (balancingMode: string) => ({
    apiVersion: 'compute.cnrm.cloud.google.com/v1beta1',
    kind: 'ComputeBackendService',
    metadata: { name: 'b', namespace: 'shop' },
    spec: { location: 'global', loadBalancingScheme: 'INTERNAL_SELF_MANAGED', backend: [{ balancingMode, group: { instanceGroupRef: { external: 'projects/p/zones/z/instanceGroups/g' } } }] },
  });
  for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const findings = checkManifests([policy(word), backend(word)].map((object) => ({ object, origin: {} })), { complete: true, now: 0 }, { checks: CHECKS, layers: LAYERS });
    expect(findings.filter((f) => f.code === INTERNAL)).toEqual([]);
    expect(findings.map((f) => f.object.kind)).toContain('AuthorizationPolicy');
  }
});

test('a value of the wrong type anywhere in a route does not stop the checks', () => {
  const headers = { set: [{ name: 'a', value: 'b' }], add: [{ name: 'c', value: 'd' }], remove: ['e'] };
  const rule = {
    matches: [{ path: { type: 'PathPrefix', value: '/a' }, method: 'GET', headers: [{ name: 'x', value: 'y' }], queryParams: [{ name: 'q', value: 'z' }] }],
    filters: [
      { type: 'RequestHeaderModifier', requestHeaderModifier: headers }, { type: 'ResponseHeaderModifier', responseHeaderModifier: headers },
      { type: 'RequestMirror', requestMirror: { backendRef: { name: 's', port: 80 }, fraction: { numerator: 1, denominator: 4 } } },
      { type: 'CORS', cors: { allowOrigins: ['https://*.a.example.com'], allowMethods: ['GET'], maxAge: 5 } },
      { type: 'URLRewrite', urlRewrite: { hostname: 'a.example.com', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } },
    ],
    backendRefs: [{ name: 's', port: 80, weight: 1, filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: headers }] }],
    retry: { codes: [500], attempts: 2, backoff: '1s' },
  };
  const redirect = { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 443, path: { type: 'ReplaceFullPath', replaceFullPath: '/y' } } }] };
  const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'shop' }, spec: { parentRefs: [{ name: 'g' }], rules: [rule, redirect] } };
  const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'g', namespace: 'shop' }, spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } };
  for (const path of paths(route.spec)) {
    for (const by of [5, null, [null], [{ name: 5, value: null }]]) {
      const world = [gateway, { ...route, spec: replace(route.spec, path, by) }];
      const findings = checkManifests(world.map((object) => ({ object, origin: {} })), { complete: true, now: 0 }, { checks: CHECKS, layers: LAYERS });
      expect(findings.filter((f) => f.code === INTERNAL).map((f) => `${path.join('.')}: ${f.message}`)).toEqual([]);
    }
  }
});
