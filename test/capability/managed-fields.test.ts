import * as fc from 'fast-check';
import { MeshFeature } from '../../src/capability/feature';
import { capability } from '../../src/capability/index';
import { FIELD_RULES } from '../../src/capability/managed-fields';
import { unitUses } from '../../src/capability/uses/unit';
import { checkWorlds } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';
import { type Unit } from '../../src/model/unit';
import type { WaypointModel } from '../../src/model/waypoint';
import { World } from '../../src/world/world';
import { access, policy, rule } from '../plane/loss/arbitraries';
import { MANAGED, mesh, namespaceModel, service, type Growing } from '../plane/loss/fixture';

type Serving = keyof typeof MANAGED;
const SERVING = Object.keys(MANAGED) as Serving[];
const RUNS = Number(process.env.LOSS_RUNS ?? 30);

/** Checks of single fields, and of pods, as opposed to those of fleets and control planes. */
const CODES = new Set([...FIELD_RULES.filter((r) => !r.deprecated).map((r) => r.code), 'MESH766']);

/** What the checks reject in the output of a managed plane; or an error if there is no output. */
function refused(serving: Serving, units: readonly Unit[]): readonly string[] {
  const always = units.flatMap(unitUses).filter(({ feature }) => capability(feature, 'managed').level === 'none');
  if (always.length > 0) return always.map(({ feature }) => `the construct, whatever serves the mesh: ${feature}`);
  let objects: any[];
  try {
    objects = units.flatMap((u) => MANAGED[serving].objects(u).map((s) => ({
      apiVersion: s.apiVersion, kind: s.kind, metadata: { name: s.name, namespace: s.namespace, labels: s.labels, annotations: s.annotations }, ...s.render(),
    })));
  } catch (e) {
    return [`the plane itself: ${(e as Error).message}`];
  }
  const managed = { implementation: serving === 'managed-istiod' ? 'istiod' as const : 'traffic-director' as const };
  const found = checkWorlds([new World(objects.map((object) => ({ object, origin: {} })), { managed, cluster: 'eu', role: 'member' })], { checks: CHECKS });
  return found.filter((f) => CODES.has(f.code) && f.severity === 'error').map((f) => `${f.code} ${f.pointer ?? ''}`);
}

const lacked = (serving: Serving, units: readonly Unit[]): string[] => [...new Set(units.flatMap((u) => unitUses(u).map((use) => use.feature)).filter((f) => capability(f, serving).level === 'none'))];

const one = (change: (s: Growing) => void): Unit[] => {
  const s = service('reviews');
  change(s);
  return [{ namespace: namespaceModel }, { service: s }];
};
const external = (more: object): Unit[] => one((s) => Object.assign(s, {
  kind: 'external',
  owned: false,
  hosts: ['api.example.com'],
  selector: {},
  identity: undefined,
  ownsIdentity: false,
  workload: undefined,
  namesPods: false,
  external: { resolution: 'static', addresses: [], originateTls: false, internal: false, endpoints: [{ address: '10.0.0.1' }], ...more },
}));
const ambient = { ...mesh, dataPlane: 'ambient' as const, outbound: 'allow-any' as const, scopeSidecars: false };
const waypoint: WaypointModel = {
  path: 'shop/waypoint',
  mesh: ambient,
  guarded: false,
  name: 'waypoint',
  namespace: 'shop',
  identity: { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: 'waypoint' },
  namespaces: new Set(['shop']),
  traffic: 'service',
  ingress: false,
  denyByDefault: false,
  labels: {},
  annotations: {},
};

/** For each feature of Istio that a managed plane lacks, a construct that uses it. */
const ASKING: { readonly [feature: string]: readonly Unit[] } = {
  [MeshFeature.SOURCE_NAMESPACE_MATCH]: one((s) => { s.httpRules = [{ path: 'r', priority: 0, backends: [], matches: [{ sourceNamespace: 'front' }] }]; }),
  [MeshFeature.ROUTE_DELEGATION]: one((s) => { s.httpRules = [{ path: 'r', priority: 0, backends: [], matches: [{ path: { kind: 'prefix', value: '/team' } }], delegate: { name: 'theirs', namespace: 'team' } }]; }),
  [MeshFeature.LOCALITY_DISTRIBUTE]: one((s) => { s.policy = { loadBalancer: { kind: 'round-robin', locality: { kind: 'distribute', distribute: [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 20 } }] } } }; }),
  [MeshFeature.LOCALITY_PRIORITY]: one((s) => { s.policy = { loadBalancer: { kind: 'round-robin', locality: { kind: 'priority', priority: ['topology.kubernetes.io/zone'] } } }; }),
  [MeshFeature.UPSTREAM_TLS_SECRET]: one((s) => { s.policy = { tls: { kind: 'mutual', credentialName: 'client' } }; }),
  [MeshFeature.ACCESS_AUDIT]: one((s) => { s.access = [{ path: 'a', action: 'audit', sources: [], when: [] }]; }),
  [MeshFeature.ACCESS_CUSTOM]: one((s) => { s.access = [{ path: 'a', action: 'custom', provider: 'asker', sources: [{ namespaces: ['a'] }], when: [] }]; }),
  [MeshFeature.PROXYLESS_GRPC]: one((s) => { s.proxyless = true; s.ports = [{ name: 'grpc', port: 80, protocol: 'grpc', targetPort: 8080 }]; }),
  [MeshFeature.PROXYLESS_POLICY]: one((s) => { s.proxyless = true; s.ports = [{ name: 'grpc', port: 80, protocol: 'grpc', targetPort: 8080 }]; s.policy = { loadBalancer: { kind: 'random' } }; }),
  [MeshFeature.AMBIENT]: [{ namespace: { ...namespaceModel, mesh: ambient, dataPlane: 'ambient', inject: false, outbound: 'allow-any', scopeSidecars: false } }],
  [MeshFeature.WAYPOINT]: [{ namespace: namespaceModel }, { waypoint }],
  [MeshFeature.EXTERNAL_DNS_ROUND_ROBIN]: external({ resolution: 'dns-round-robin', endpoints: [] }),
  [MeshFeature.EXTERNAL_INTERNAL]: external({ internal: true }),
  [MeshFeature.ENDPOINT_LOCALITY]: external({ endpoints: [{ address: '10.0.0.1', locality: 'eu/a' }] }),
  [MeshFeature.ENDPOINT_WEIGHT]: external({ endpoints: [{ address: '10.0.0.1', weight: 3 }] }),
  [MeshFeature.ENDPOINT_IDENTITY]: external({ endpoints: [{ address: '10.0.0.1', serviceAccount: 'x' }] }),
};

describe.each(SERVING)('on %s', (serving) => {
  const features = Object.values(MeshFeature).filter((f) => capability(f, serving).level === 'none' && capability(f, 'istio').level !== 'none');

  test.each(features)('%s is refused, by the plane or by a check', (feature) => {
    expect(Object.keys(ASKING)).toContain(feature);
    expect(refused(serving, ASKING[feature])).not.toEqual([]);
  });

  test('features are accepted if only the other implementation does not support them', () => {
    const others = Object.keys(ASKING).filter((f) => !features.includes(f as MeshFeature));
    expect(others.map((f) => [f, refused(serving, ASKING[f])])).toEqual(others.map((f) => [f, []]));
  });

  /** A rejected feature is one that the plane's column marks as unsupported, and vice versa. */
  const agrees = <T>(values: fc.Arbitrary<T>, put: (s: Growing, v: T) => void) => fc.assert(fc.property(values, (v) => {
    const units = one((s) => put(s, v));
    const [by, lacks] = [refused(serving, units), lacked(serving, units)];
    if ((by.length > 0) !== (lacks.length > 0)) throw new Error(`refused by ${by.join(', ') || 'nothing'}, and the table lacks ${lacks.join(', ') || 'nothing'}: ${JSON.stringify(v)}`);
  }), { numRuns: RUNS, seed: Number(process.env.LOSS_SEED ?? 8) });

  test('rules agree with the table', () => agrees(rule, (s, v) => { s.httpRules = [v]; }));
  test('access rules agree with the table', () => agrees(access, (s, v) => { s.access = [v]; }));
  test('traffic policies agree with the table', () => {
    // failing over to a region by name is a value, and no feature of its own: the plane says so
    agrees(policy.filter((p) => p.loadBalancer?.locality === undefined), (s, v) => { s.policy = v; });
  });
});
