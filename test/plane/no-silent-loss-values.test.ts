import * as fc from 'fast-check';
import { account } from './loss/account';
import { access, ms, policy, rule, some } from './loss/arbitraries';
import { type Entry, MANAGED, mesh, namespaceModel, PLANES, service, type Growing } from './loss/fixture';
import { MeshFeature } from '../../src/capability/feature';
import { capability } from '../../src/capability/index';
import type { GatewayModel, ListenerModel, ListenerSetModel, ServerTlsModel } from '../../src/model/gateway';
import type { MeshModel, NamespaceModel } from '../../src/model/mesh';
import type { AccessRuleModel, JwtModel } from '../../src/model/security';
import type { ExternalModel } from '../../src/model/service';
import type { Unit } from '../../src/model/unit';
import type { WaypointModel } from '../../src/model/waypoint';

/** `npx projen loss --runs 400 --seed 8` looks at more, and says how much. */
const RUNS = Number(process.env.LOSS_RUNS ?? 12);
const SEED = Number(process.env.LOSS_SEED ?? 8);
const total = { fields: 0, told: 0 };
const holds = <T>(values: fc.Arbitrary<T>, units: (v: T) => readonly Unit[], idle?: Parameters<typeof account<T>>[2]) => fc.assert(fc.property(values, (v) => {
  const { fields, told, lost } = account(v, units, idle);
  if (lost.length > 0) throw new Error(lost.join('\n'));
  total.fields += fields;
  total.told += told;
}), { numRuns: RUNS, seed: SEED });

/** A service and one that calls it. */
function called(change: (s: Growing) => void): Unit[] {
  const callee = service('reviews', [{ name: 'http', port: 80, protocol: 'http', targetPort: 8080 }, { name: 'tcp', port: 90, protocol: 'tcp', targetPort: 9090 }, { name: 'tls', port: 443, protocol: 'tls', targetPort: 8443 }]);
  change(callee);
  const caller = service('productpage');
  const call = { caller, identity: caller.identity, target: callee, methods: [], paths: [], ports: [], hosts: [] };
  caller.calls = [call];
  callee.callers = [call];
  return [{ service: callee }, { service: caller }];
}

const names = fc.constantFrom(['a.example.com'], ['*.example.com'], ['a.example.com', 'b.example.com']);
const list = (...of: string[]) => fc.constantFrom([of[0]], of);
const jwt: fc.Arbitrary<JwtModel> = fc.record({
  issuer: fc.constantFrom('https://a.example.com', 'accounts'),
  audiences: fc.constantFrom([], ['shop']),
  fromHeaders: fc.constantFrom([], [{ name: 'x-token' }], [{ name: 'x-token', prefix: 'Bearer ' }]),
  fromParams: fc.constantFrom([], ['token']),
  fromCookies: fc.constantFrom([], ['token']),
  forward: fc.boolean(),
  claimsToHeaders: fc.constantFrom([], [{ claim: 'sub', header: 'x-sub' }]),
  required: fc.boolean(),
  claims: fc.constantFrom({}, { role: ['admin'] }, { role: ['admin', 'dev'], org: ['shop'] }),
}).chain((j) => some<any>({ timeoutMs: ms, outputPayloadToHeader: fc.constant('x-payload') }).map((more) => ({
  ...j, ...more, claims: j.required ? j.claims : {}, exemptPaths: j.required ? ['/health'] : [], jwksUri: 'https://a.example.com/keys',
})));

const operation = fc.record({
  methods: fc.constantFrom([], ['GET']),
  notMethods: fc.constantFrom(undefined, ['POST']),
  paths: fc.constantFrom([], ['/api/*', '/b']),
  notPaths: fc.constantFrom(undefined, ['/c']),
  ports: fc.constantFrom([], [80]),
  hosts: fc.constantFrom([], ['a.example.com']),
}).filter((o) => [o.methods, o.notMethods, o.paths, o.notPaths, o.hosts].some((v) => v?.length));
const fullAccess: fc.Arbitrary<AccessRuleModel> = fc.tuple(access, fc.option(operation, { nil: undefined }), fc.constantFrom([], [{ key: 'request.headers[x-a]', values: ['1', '2'] }], [{ key: 'source.ip', notValues: ['10.1.0.0/16'] }]),
  fc.constantFrom(undefined, { notPrincipals: ['cluster.local/ns/x/sa/y'], notIpBlocks: ['10.2.0.0/16'] }, { notRemoteIpBlocks: ['1.2.3.5'], notRequestPrincipals: ['issuer/x'] }))
  .map(([a, o, when, more]) => ({ ...a, sources: more ? [...a.sources, more] : a.sources, operation: o, when }));

const tls: fc.Arbitrary<ServerTlsModel> = fc.record({
  credentialName: fc.constant('cert'),
  clientAuth: fc.constantFrom('none', 'required', 'optional'),
  minVersion: fc.constantFrom('1.2', '1.3'),
  maxVersion: fc.constantFrom(undefined, '1.3'),
  cipherSuites: fc.constantFrom([], ['ECDHE-RSA-AES128-GCM-SHA256']),
}).map((t) => ({ ...t, subjectAltNames: t.clientAuth === 'none' ? [] : ['client.example.com'] }) as ServerTlsModel);
const destination = service('reviews', [{ name: 'http', port: 80, protocol: 'http', targetPort: 8080 }, { name: 'http-2', port: 81, protocol: 'http', targetPort: 8081 }]);
const backend = { service: destination, port: 80 };
const listener: fc.Arbitrary<ListenerModel> = fc.oneof(
  fc.tuple(names, rule).map(([hosts, r]) => ({ protocol: 'http', port: 80, hosts, httpRules: [{ ...r, backends: r.redirect || r.directResponse ? [] : [backend], matches: r.matches ?? [] }] })),
  names.map((hosts) => ({ protocol: 'http', port: 80, hosts, redirectToHttps: true })),
  fc.tuple(names, tls).map(([hosts, t]) => ({ protocol: 'https', port: 443, hosts, tls: t, httpRules: [{ path: 'r', priority: 0, matches: [], backends: [backend] }] })),
  names.map((hosts) => ({ protocol: 'tls-passthrough', port: 443, hosts, tlsRules: [{ sniHosts: hosts, backends: [{ service: destination, port: 80 }] }] })),
  fc.constant({ protocol: 'tcp', port: 5432, hosts: ['*'], tcpRules: [{ backends: [{ service: destination, port: 80 }] }] }),
).map((l) => ({ name: 'l', path: 'edge/l', redirectToHttps: false, httpRules: [], tlsRules: [], tcpRules: [], access: [], jwt: [], guests: [], ...l }) as ListenerModel);
function gateway(more: Partial<GatewayModel>): GatewayModel {
  return {
    path: 'edge',
    mesh,
    name: 'edge',
    named: false,
    namespace: 'shop',
    workloadNamespace: 'shop',
    workloadService: 'edge',
    selector: { istio: 'edge' },
    identity: { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: 'edge' },
    listenerSets: [],
    closed: () => false,
    guarded: () => false,
    neighbours: () => [],
    podPorts: (port) => [port],
    access: [],
    jwt: [],
    listeners: [{ name: 'l', path: 'edge/l', protocol: 'http', port: 80, hosts: ['a.example.com'], redirectToHttps: false, tlsRules: [], tcpRules: [], access: [], jwt: [], guests: [], httpRules: [{ path: 'r', priority: 0, matches: [], backends: [backend] }] }],
    ...more,
  };
}

const external: fc.Arbitrary<ExternalModel> = fc.record({
  resolution: fc.constantFrom('dns', 'static'),
  addresses: fc.constantFrom([], ['240.0.0.1']),
  originateTls: fc.boolean(),
  internal: fc.boolean(),
  endpoints: fc.constantFrom([{ address: '10.0.0.1' }], [{ address: '10.0.0.1', ports: { http: 8080 }, labels: { zone: 'a' }, locality: 'eu/a', weight: 3 }], [{ address: '10.0.0.1' }, { address: '10.0.0.2', serviceAccount: 'x' }]),
}) as fc.Arbitrary<ExternalModel>;

test('every value in a rule changes the output, or is reported', () => {
  holds(rule, (r) => called((s) => { s.httpRules = [r]; }));
});

test('every value in a traffic policy changes the output, or is reported', () => {
  // a ring is what a hash takes anyway
  holds(policy, (p) => called((s) => { s.policy = p; }), (field, _, p) => field.endsWith('hash/algorithm') && p.loadBalancer?.hash?.algorithm === 'ring-hash');
});

test('every value in a token requirement changes the output, or is reported', () => {
  holds(jwt, (j) => called((s) => { s.jwt = [j]; }));
});

test('every value in an access rule changes the output, or is reported', () => {
  holds(fullAccess, (a) => called((s) => { s.access = [a]; }));
});

test('every value in a rule for connections changes the output, or is reported', () => {
  const other = service('other', [{ name: 'tcp', port: 90, protocol: 'tcp', targetPort: 9090 }]);
  holds(fc.record({ port: fc.constant(90), weights: fc.constantFrom([10, 90], [50, 50]), subnets: fc.constantFrom(undefined, ['10.0.0.0/8']), labels: fc.constantFrom(undefined, { app: 'x' }) }), ({ port, weights, subnets, labels }) => called((s) => {
    s.tcpRules = [{ port, destinationSubnets: subnets, sourceLabels: labels, backends: [{ service: s, port: 90, weight: weights[0] }, { service: other, port: 90, weight: weights[1] }] }];
  }));
  holds(fc.record({ sniHosts: list('a.example.com', 'b.example.com'), port: fc.constant(443) }), (t) => called((s) => {
    s.ports = [443, 444].map((port) => ({ name: `tls-${port}`, port, protocol: 'tls', targetPort: port }));
    s.tlsRules = [{ ...t, backends: [{ service: s, port: 443 }] }];
  }));
});

test('every value in a version changes the output, or is reported', () => {
  holds(fc.tuple(fc.constantFrom([90, 10], [50, 50]), policy.filter((p) => p.proxyProtocol === undefined)), ([weights, p]) => called((s) => {
    s.versions = ['v1', 'v2'].map((name) => ({ path: `shop/reviews/${name}`, name, labels: { app: 'reviews', version: name }, endpointGroups: [], namesPods: true, ...(name === 'v2' ? { policy: p } : {}) }));
    s.split = s.versions.map((version, i) => ({ service: s, version, weight: weights[i] }));
  }), (field, _, [, p]) => field.endsWith('hash/algorithm') && p.loadBalancer?.hash?.algorithm === 'ring-hash');
});

test('every value in a listener of a gateway changes the output, or is reported', () => {
  // only a listener of plain HTTP redirects; where TLS passes the names of the rules decide, and TCP has none
  holds(listener, (l) => [{ gateway: gateway({ listeners: [l] }) }], (field, _, l) => (field === 'redirectToHttps' && l.protocol !== 'http') || (['tls-passthrough', 'tcp'].includes(l.protocol) && field.startsWith('hosts')));
});

test('every value in the policies of a gateway changes the output, or is reported', () => {
  holds(fc.tuple(jwt, fullAccess.map((a) => ({ ...a, operation: a.operation && { ...a.operation, ports: [] } }))), ([j, a]) => [{ gateway: gateway({ jwt: [j], access: [a] }) }]);
});

test('every value of a service outside the mesh changes the output, or is reported', () => {
  holds(external, (e) => called((s) => {
    Object.assign(s, { kind: 'external', owned: false, hosts: ['api.example.com'], selector: {}, identity: undefined, ownsIdentity: false, workload: undefined, namesPods: false, ports: [{ name: 'http', port: 80, protocol: 'http', targetPort: 443 }], external: e });
  }));
});

test('every value of a mesh and of a namespace changes the output, or is reported', () => {
  const modes = { mtls: fc.constantFrom('strict', 'permissive', 'disable'), denyByDefault: fc.boolean(), outbound: fc.constantFrom('registry-only', 'allow-any'), scopeSidecars: fc.boolean() };
  holds(fc.record({ ...modes, inject: fc.boolean() }), ({ inject, ...m }) => {
    const ours = { ...mesh, ...m } as MeshModel;
    const namespace = { path: 'shop/mesh', mesh: ours, name: 'shop', create: true, labels: { team: 'a' }, annotations: { a: 'b' }, inject, networkPolicies: false, sidecarHosts: [], dataPlane: 'sidecar', ...m } as NamespaceModel;
    return [{ mesh: ours }, { namespace }, ...called((s) => Object.assign(s, { mesh: ours, namespaceModel: namespace }))];
    // where no proxy is injected there is none to hold to them; what a proxy knows beyond its calls changes no request; and some meshes inject nothing
  }, (field, [plane, , cell], m) => (!m.inject && plane === 'static') || (field === 'scopeSidecars' && (plane === 'static' || plane === 'service-routing' || cell !== undefined))
    || (field === 'inject' && cell !== undefined));
});

/** What is said of a plane that has no words for a feature, of the units as they are. */
const withoutWords = (feature: MeshFeature, [name, , cell]: Entry) => (cell?.(feature) ?? capability(feature, name)).level === 'none';

test('every value in a listener set changes the output, or is reported', () => {
  const set = (listeners: readonly ListenerModel[]): Unit[] => {
    const g = gateway({});
    const own: ListenerSetModel = { path: 'team/own', name: 'own', namespace: 'team', gateway: g, listeners };
    return [{ gateway: { ...g, listenerSets: [own] } }, { listenerSet: own }];
  };
  holds(listener, (l) => set([l]), (field, plane, l) => withoutWords(MeshFeature.LISTENER_SET, plane)
    || (field === 'redirectToHttps' && l.protocol !== 'http') || (['tls-passthrough', 'tcp'].includes(l.protocol) && field.startsWith('hosts')));
  for (const [name, plane] of PLANES.filter((p) => withoutWords(MeshFeature.LISTENER_SET, p))) {
    expect([name, set([]).flatMap((u) => plane.losses(u))]).toEqual([name, [expect.stringContaining('team/own')]]);
  }
});

const waypoint: fc.Arbitrary<WaypointModel> = fc.record({
  traffic: fc.constantFrom('service', 'workload', 'all'),
  ingress: fc.boolean(),
  denyByDefault: fc.boolean(),
  labels: fc.constantFrom({}, { team: 'a' }),
  annotations: fc.constantFrom({}, { note: 'b' }),
}).chain((w) => some<any>({
  revision: fc.constant('canary'),
  replicas: fc.integer({ min: 2, max: 5 }),
  minAvailable: fc.integer({ min: 1, max: 2 }),
  resources: fc.constantFrom({ requests: { cpu: '1', memory: '1Gi' } }, { limits: { cpu: '2', memory: '2Gi' } }),
  autoscaling: fc.record({ minReplicas: fc.integer({ min: 1, max: 2 }), maxReplicas: fc.integer({ min: 3, max: 5 }), cpuPercent: fc.integer({ min: 50, max: 80 }) }),
}).map((more) => ({
  path: 'shop/waypoint',
  name: 'waypoint',
  namespace: 'shop',
  identity: { trustDomain: 'cluster.local', namespace: 'shop', serviceAccount: 'waypoint' },
  namespaces: new Set(['shop']),
  ...w,
  ...more,
  replicas: more.autoscaling ? undefined : more.replicas, // one or the other
}))) as fc.Arbitrary<WaypointModel>;

test('every value in a waypoint changes the output, or is reported', () => {
  const ambient = (w: WaypointModel): Unit[] => {
    const ours: MeshModel = { ...mesh, dataPlane: 'ambient', outbound: 'allow-any', scopeSidecars: false };
    const namespace: NamespaceModel = { ...namespaceModel, mesh: ours, dataPlane: 'ambient', outbound: 'allow-any', scopeSidecars: false, waypoint: w };
    return [{ mesh: ours }, { namespace }, { waypoint: w }, ...called((s) => Object.assign(s, { mesh: ours, namespaceModel: namespace }))];
  };
  // what is refused by default is what comes to the address of a pod, which a waypoint for services never sees
  holds(waypoint, ambient, (field, plane, w) => withoutWords(MeshFeature.WAYPOINT, plane) || (field === 'denyByDefault' && w.traffic === 'service'));
  fc.assert(fc.property(waypoint, (w) => {
    // of managed planes the checks tell: managed-fields.test.ts
    for (const [name, plane] of PLANES.filter((p) => withoutWords(MeshFeature.WAYPOINT, p) && !(p[0] in MANAGED))) {
      const told = ambient(w).flatMap((u) => plane.losses(u));
      if (!told.some((l) => l.includes('waypoint'))) throw new Error(`${name} says nothing of a waypoint: ${told.join('; ')}`);
    }
  }), { numRuns: RUNS, seed: SEED });
});

afterAll(() => {
  expect(total.fields).toBeGreaterThan(RUNS * 500); // it looked at something
  if (process.env.LOSS_RUNS) process.stdout.write(`${total.fields} fields accounted for, ${total.told} of them told of\n`);
});
