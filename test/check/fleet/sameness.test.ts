import * as fc from 'fast-check';
import { account, deployment, findings, FLEET, HUB, HUB_ALPHA, membership, meshOf, namespace, net, object, principal, role, sec, service } from './fixture';

/** A fleet by its parts; what is in one place is the same in all. */
interface Plan {
  readonly clusters: readonly string[];
  readonly namespaces: readonly { readonly name: string; readonly services: readonly { readonly name: string; readonly in: readonly string[]; readonly exported: boolean; readonly routed: boolean }[] }[];
}
type Objects = { [cluster: string]: any[] };

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 2, max: 6 }).chain((n) => {
  const clusters = Array.from({ length: n }, (_, i) => `c${i}`);
  const services = fc.array(fc.record({ in: fc.subarray(clusters, { minLength: 1 }), exported: fc.boolean(), routed: fc.boolean() }), { minLength: 1, maxLength: 4 });
  return fc.array(services, { minLength: 1, maxLength: 3 }).map((all) => ({
    clusters,
    namespaces: all.map((list, i) => ({
      name: `team${i}`,
      // one service is in two clusters at least, so that there is something to violate
      services: list.map((s, j) => ({ ...s, name: `s${j}`, in: i === 0 && j === 0 ? [...new Set([...s.in, 'c0', 'c1'])] : s.in })),
    })),
  }));
});

/** The objects of a fleet without differences between clusters. */
function build(plan: Plan): Objects {
  const objects: Objects = { management: [object(HUB, 'GKEHubFeature', 'fleet-admin/servicemesh', { spec: { location: 'global', resourceID: 'servicemesh', projectRef: { external: `projects/${FLEET}` } } })] };
  for (const c of plan.clusters) {
    objects[c] = [];
    objects.management.push(membership(c, { network: 'one', trust: 'production' }), meshOf(c));
  }
  for (const ns of plan.namespaces) {
    objects.management.push(object(HUB_ALPHA, 'GKEHubNamespace', `fleet-admin/${ns.name}`, { spec: { namespaceID: ns.name, scopeRef: { name: ns.name } } }));
    for (const c of new Set(ns.services.flatMap((s) => s.in))) {
      objects.management.push(object(HUB_ALPHA, 'GKEHubMembershipBinding', `fleet-admin/${ns.name}-${c}`, { spec: { membershipRef: { name: c }, scopeRef: { name: ns.name } } }));
      objects[c].push(namespace(ns.name, { 'istio-injection': 'enabled', 'team': ns.name, 'tier': 'one' }), sec('PeerAuthentication', `${ns.name}/default`, { mtls: { mode: 'STRICT' } }));
    }
    for (const s of ns.services) {
      const name = `${ns.name}/${s.name}`;
      objects.management.push(role(`${ns.name}-${s.name}`, principal(FLEET, ns.name, s.name)));
      for (const c of s.in) {
        objects[c].push(account(name), service(name), deployment(name), allow(name, ns.name, s.name));
        if (s.exported) objects[c].push(object('net.gke.io/v1', 'ServiceExport', name));
        if (s.routed) objects[c].push(net('VirtualService', name, { hosts: [s.name], http: [{ timeout: '1s', route: [{ destination: { host: s.name } }] }] }));
      }
    }
  }
  return structuredClone(objects);
}
const allow = (name: string, ns: string, account_: string) => sec('AuthorizationPolicy', name, {
  selector: { matchLabels: { app: account_ } }, rules: [{ from: [{ source: { principals: [`${FLEET}.svc.id.goog/ns/${ns}/sa/${account_}`] } }] }],
});

/** Randomly selected objects of a kind in one of the clusters with `team0/s0`. */
const pick = (o: Objects, plan: Plan, dice: number, kind: string, name = 's0'): any => {
  const places = plan.namespaces[0].services[0].in;
  return o[places[dice % places.length]].find((x) => x.kind === kind && x.metadata.name === name && (x.metadata.namespace ?? 'team0') === 'team0');
};
const drop = (o: Objects, item: any) => { for (const list of Object.values(o)) if (list.includes(item)) list.splice(list.indexOf(item), 1); };

/** Ways to introduce one difference, with the rule that it violates. */
const VIOLATIONS: { readonly [what: string]: readonly [id: string, act: (o: Objects, plan: Plan, dice: number) => void] } = {
  'a label of a namespace': ['R-NS1', (o, p, d) => { pick(o, p, d, 'Namespace', 'team0').metadata.labels.tier = 'two'; }],
  'injection': ['R-NS1', (o, p, d) => { pick(o, p, d, 'Namespace', 'team0').metadata.labels['istio-injection'] = 'disabled'; }],
  'the policy of a namespace': ['R-NS1', (o, p, d) => { pick(o, p, d, 'PeerAuthentication', 'default').spec.mtls.mode = 'PERMISSIVE'; }],
  'an owner of its own': ['R-NS1', (o, p, d) => { pick(o, p, d, 'Namespace', 'team0').metadata.labels.team = 'them'; }],
  'a namespace without owner': ['R-NS2', (o, p, d) => { delete pick(o, p, d, 'Namespace', 'team0').metadata.labels.team; }],
  'a second scope': ['R-NS3', (o) => { o.management.push(object(HUB_ALPHA, 'GKEHubNamespace', 'fleet-admin/again', { spec: { namespaceID: 'team0', scopeRef: { name: 'them' } } })); }],
  'a cluster without binding': ['R-NS4', (o, p, d) => {
    const places = p.namespaces[0].services[0].in;
    drop(o, o.management.find((x) => x.kind === 'GKEHubMembershipBinding' && x.metadata.name === `team0-${places[d % places.length]}`));
  }],
  'ports of an exported service': ['R-SV1', (o, p, d) => {
    for (const c of p.namespaces[0].services[0].in) o[c].push(object('net.gke.io/v1', 'ServiceExport', 'team0/s0', {}, p.namespaces[0].services[0].exported ? { labels: { again: 'yes' } } : {}));
    pick(o, p, d, 'Service').spec.ports[0].port = 81;
  }],
  'an exported service that stays in one cluster': ['MESH936', (o, p, d) => {
    const places = p.namespaces[0].services[0].in;
    if (!p.namespaces[0].services[0].exported) for (const c of places) o[c].push(object('net.gke.io/v1', 'ServiceExport', 'team0/s0'));
    o[places[d % places.length]].push(object('v1', 'ConfigMap', 'istio-system/istio', { data: { mesh: 'serviceSettings:\n- settings: { clusterLocal: true }\n  hosts: ["s0.team0.svc.cluster.local"]\n' } }));
  }],
  'an export of another name': ['MESH937', (o, p, d) => {
    const places = p.namespaces[0].services[0].in;
    o[places[d % places.length]].push(object('net.gke.io/v1', 'ServiceExport', 'team0/s0-api'));
  }],
  'a route to a host that nobody exports': ['MESH935', (o, p, d) => {
    const places = p.namespaces[0].services[0].in;
    o[places[d % places.length]].push(net('VirtualService', 'team0/more', { hosts: ['more.example'], http: [{ route: [{ destination: { host: 's0-api.team0.svc.clusterset.local' } }] }] }));
  }],
  'a selector': ['R-SV2', (o, p, d) => { pick(o, p, d, 'Service').spec.selector = { app: 's0', track: 'other' }; }],
  'an image': ['R-SV3', (o, p, d) => { pick(o, p, d, 'Deployment').spec.template.spec.containers[0].image = 'elsewhere/s0:1'; }],
  'a policy that differs': ['R-SV4', (o, p, d) => { pick(o, p, d, 'AuthorizationPolicy').spec.rules[0].to = [{ operation: { methods: ['GET'] } }]; }],
  'a policy that is missing': ['R-SV4', (o, p, d) => { drop(o, pick(o, p, d, 'AuthorizationPolicy')); }],
  'a route in one cluster': ['R-SV4', (o, p, d) => {
    for (const c of p.namespaces[0].services[0].in) o[c] = o[c].filter((x) => !(x.kind === 'VirtualService' && x.metadata.name === 's0' && x.metadata.namespace === 'team0'));
    const places = p.namespaces[0].services[0].in;
    o[places[d % places.length]].push(net('VirtualService', 'team0/s0', { hosts: ['s0'], http: [{ route: [{ destination: { host: 's0' } }] }] }));
  }],
  'powers of an account': ['R-ID1', (o, p, d) => { pick(o, p, d, 'ServiceAccount').metadata.annotations = { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' }; }],
  'a principal of another domain': ['R-ID2', (o, p, d) => { pick(o, p, d, 'AuthorizationPolicy').spec.rules[0].from[0].source.principals = ['cluster.local/ns/team0/sa/s0']; }],
  'a principal that nobody has': ['R-ID2', (o, p, d) => { pick(o, p, d, 'AuthorizationPolicy').spec.rules[0].from[0].source.principals = [`${FLEET}.svc.id.goog/ns/team0/sa/nobody`]; }],
  'a cluster of other trust': ['R-ID3', (o, p, d) => { o.management.find((x) => x.kind === 'GKEHubMembership' && x.metadata.name === p.clusters[d % p.clusters.length]).metadata.labels['trust-level'] = 'test'; }],
  'a role twice': ['R-IX1', (o) => { o.management.push(role('again', principal(FLEET, 'team0', 's0'))); }],
  'a role in another pool': ['R-IX2', (o) => { o.management.find((x) => x.kind === 'IAMPolicyMember').spec.member = principal('elsewhere', 'team0', 's0'); }],
  'an account that is two': ['R-IX3', (o, p, d) => { pick(o, p, d, 'ServiceAccount').metadata.annotations = { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' }; }],
};

const TD = { managed: { implementation: 'traffic-director' as const } };
/** 1,000 with FLEET_RUNS=1000; fewer in every run, for time. */
const numRuns = Number(process.env.FLEET_RUNS ?? 60);

test('a fleet without differences has no findings', () => {
  fc.assert(fc.property(plans, (plan) => {
    expect(findings(build(plan), TD).map((f) => `${f.code} ${f.message}`)).toEqual([]);
  }), { numRuns });
});

test('any single violation is found, in any cluster', () => {
  fc.assert(fc.property(plans, fc.constantFrom(...Object.keys(VIOLATIONS)), fc.nat(99), (plan, what, dice) => {
    const objects = build(plan);
    const [id, act] = VIOLATIONS[what];
    act(objects, plan, dice);
    expect(findings(objects, TD).flatMap((f) => [f.code, ...f.aliases])).toContain(id);
  }), { numRuns });
});

test.each(Object.keys(VIOLATIONS))('%s', (what) => {
  const plan: Plan = { clusters: ['c0', 'c1'], namespaces: [{ name: 'team0', services: [{ name: 's0', in: ['c0', 'c1'], exported: false, routed: false }] }] };
  const objects = build(plan);
  const [id, act] = VIOLATIONS[what];
  act(objects, plan, 1);
  expect(findings(objects, TD).flatMap((f) => [f.code, ...f.aliases])).toContain(id);
});
