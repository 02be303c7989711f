import { App } from 'cdk8s';
import { ApplyOrder } from 'cdk8s-mesh';
import { fleet as example } from '../../../examples/fleet/main';
import { crdManifests } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';
import { placeOf } from '../../../src/synth/place';
import { ApiClient, idOf, Manifest } from '../../harness/api-client';
import { Case } from '../../harness/case';
import { Lab } from '../../harness/lab';
import { until } from '../../harness/processes';
import { Trial } from '../../harness/trial';
import { wholeFleet } from '../../harness/whole-fleet';

/** The kinds that a cluster of each role has: Config Connector's kinds are only in the management cluster. */
const KNOWN = {
  management: [CrdSet.CONFIG_CONNECTOR],
  member: [CrdSet.ISTIO, CrdSet.GATEWAY_API, CrdSet.GKE],
};
/** Config Sync runs in every cluster. */
const BOTH = crdManifests(CrdSet.GKE).filter((c) => c.spec.group === 'configsync.gke.io');
type Role = keyof typeof KNOWN;
type Clusters = { readonly [role in Role]: ApiClient };

/** The objects that are applied to one cluster. */
export interface Folder { readonly role: Role; readonly objects: Manifest[] }
export type Folders = ReadonlyMap<string, Folder>;

export function folders(app: App): Folders {
  const found = new Map<string, Folder>();
  for (const chart of app.charts) {
    const { name, role } = placeOf(chart)!;
    if (!found.has(name)) { found.set(name, { role, objects: [] }); }
    found.get(name)!.objects.push(...JSON.parse(JSON.stringify(chart.toJson())) as Manifest[]);
  }
  return found;
}

let started: Promise<Clusters> | undefined;

/** A management cluster and a member, for all cases of this file; they end with the lab. */
export function clustersOf(lab: Lab): Promise<Clusters> {
  const start = async (role: Role): Promise<readonly [Role, ApiClient]> => {
    const { admin } = await lab.cluster(role);
    const crds = [...KNOWN[role].flatMap(crdManifests), ...role === 'management' ? BOTH : []] as Manifest[];
    await Promise.all(crds.map((crd) => admin.applyAll([crd])));
    await until('the definitions', undefined, 60, () => served(admin, crds));
    return [role, admin];
  };
  started ??= Promise.all((Object.keys(KNOWN) as Role[]).map(start)).then((all) => Object.fromEntries(all) as unknown as Clusters);
  return started;
}

/** Whether the server has begun to serve what was defined. */
async function served(api: ApiClient, crds: readonly Manifest[]): Promise<boolean> {
  const versions = new Set(crds.flatMap((c) => (c.spec.versions as any[]).filter((v) => v.served).map((v) => `${c.spec.group}/${v.name}`)));
  const kinds = new Set<string>();
  for (const v of versions) { for (const r of (await api.call('GET', `/apis/${v}`)).body?.resources ?? []) { kinds.add(`${v.split('/')[0]}/${r.kind}`); } }
  return crds.every((c) => kinds.has(`${c.spec.group}/${c.spec.names.kind}`));
}

/** Applies a folder several times, like `kubectl apply -f`: CRDs and namespaces first. Then deletes everything: the next member uses the same server. */
export async function taken(t: Trial, api: ApiClient, folder: string, objects: readonly Manifest[], meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  const turn = (o: Manifest): number => ['CustomResourceDefinition', 'Namespace'].indexOf(o.kind) + 1 || 3;
  const ordered = [...objects].sort((a, b) => turn(a) - turn(b));
  const made = [...new Set(objects.map((o) => o.metadata.namespace))].filter((n): n is string => n !== undefined && !objects.some((o) => o.kind === 'Namespace' && o.metadata.name === n));
  await api.applyAll(made.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  const all = async () => {
    const answers = [];
    for (const o of ordered) { answers.push(await api.apply(o)); }
    return answers;
  };
  const [first, second, third] = [await all(), await all(), await all()];
  t.equal(`${folder}: refused`, [], first.filter((a) => !a.ok).map((a) => `${a.object}: ${a.message}`));
  t.that(`${folder}: objects taken`, `${objects.length}`, `${first.filter((a) => a.ok).length}`, first.every((a) => a.ok) && first.length > 0);
  t.equal(`${folder}: warnings`, [], first.flatMap((a) => a.warnings.map((w) => `${a.object}: ${w}`)));
  t.equal(`${folder}: changed by a second application`, [], first.filter((a, i) => a.version !== second[i].version && !settled(ordered[i], second[i].version === third[i].version)).map((a) => a.object));
  await meanwhile();
  for (const o of [...ordered].reverse()) { if (o.kind !== 'CustomResourceDefinition') { await api.delete(o); } }
}

/** Of a namespace that says nothing but its name, the server notes the owner of no fields with the second application, and then no more. */
const settled = (o: Manifest, stays: boolean): boolean => stays && o.kind === 'Namespace' && Object.keys(o.metadata).length === 1 && o.spec === undefined;

/** The errors of `kubectl apply` for a folder at the wrong server: unknown kinds. */
async function misplaced(t: Trial, clusters: Clusters, { role, objects }: Folder): Promise<void> {
  const other = clusters[role === 'management' ? 'member' : 'management'];
  const groups = new Set(KNOWN[role].flatMap(crdManifests).map((c) => c.spec.group));
  const versions = [...new Set(objects.map((o) => o.apiVersion))].filter((v) => groups.has(v.split('/')[0]));
  const known: string[] = [];
  for (const v of versions) { if ((await other.call('GET', `/apis/${v}`)).status !== 404) { known.push(v); } }
  t.that(`kinds of ${role} at the other server`, 'unknown', known.join(', ') || 'unknown', known.length === 0 && versions.length > 0);
}

/** For each kind, and for each rule of a schema or CEL: a mistake that the server rejects. */
async function controls(t: Trial, clusters: Clusters, all: Folders): Promise<void> {
  for (const role of Object.keys(KNOWN) as Role[]) {
    const names = [...all.values()].filter((f) => f.role === role).flatMap(({ objects }) => objects.map((o) => o.metadata.namespace ?? ''));
    await clusters[role].applyAll([...new Set(names)].filter((n) => n !== '').map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  }
  const passed: string[] = [];
  const first = new Map([...all.values()].flatMap(({ role, objects }) => objects.map((o) => [`${o.apiVersion} ${o.kind}`, { role, o }] as const)));
  for (const { role, o } of first.values()) {
    const wrong = structuredClone(o);
    const where = wrong.spec && typeof wrong.spec === 'object' ? wrong.spec : wrong;
    where.htttp = [];
    const answer = await clusters[role].apply(wrong);
    if (answer.ok || !/htttp.*(unknown field|not declared)|unknown field.*htttp/.test(answer.message)) { passed.push(`${idOf(o)}: ${answer.message}`); }
  }
  t.that('an unknown field in each kind', `${first.size} of ${first.size} refused`, `${first.size - passed.length} of ${first.size} refused ${passed.join(', ')}`.trim(), passed.length === 0);
  const everything = [...all.values()].flatMap(({ objects }) => objects);
  for (const [kind, name, mistake, says] of MISTAKES) {
    const wrong = structuredClone(everything.find((o) => o.kind === kind && o.metadata.name.startsWith(name))!);
    const role = [...all.values()].find(({ objects }) => objects.some((o) => o.kind === kind))!.role;
    mistake(wrong.spec);
    const answer = await clusters[role].apply(wrong);
    t.that(`control: ${kind} ${name}`, `refused: ${says.source}`, answer.ok ? 'taken' : `refused: ${answer.message}`, !answer.ok && says.test(answer.message));
  }
}

const MISTAKES: readonly (readonly [kind: string, name: string, mistake: (spec: any) => void, says: RegExp])[] = [
  ['GKEHubFeatureMembership', 'servicemesh-eu', (s) => { delete s.membershipRef; }, /membershipRef.*Required/i],
  ['GKEHubFeatureMembership', 'servicemesh-eu', (s) => { s.mesh.management = true; }, /expected string/],
  ['GKEHubFeatureMembership', 'configmanagement-eu', (s) => { s.configmanagement.configSync = 'git'; }, /expected map|must be of type object/],
  ['GKEHubFeatureMembership', 'policycontroller-eu', (s) => { s.policycontroller.policyControllerHubConfig.auditIntervalSeconds = '60'; }, /expected numeric|must be of type integer/],
  ['RootSync', 'eu', (s) => { delete s.git.repo; }, /repo.*Required/i],
  ['RootSync', 'eu', (s) => { s.git.auth = 'password'; }, /Unsupported value/],
  ['RepoSync', 'repo-sync', (s) => { delete s.git.auth; }, /auth.*Required/i],
  ['RepoSync', 'repo-sync', (s) => { s.sourceType = 'svn'; }, /Unsupported value/],
  ['GKEHubMembership', 'eu', (s) => { s.endpoint.gkeCluster.resourceRef = { name: 'eu', external: 'eu' }; }, /oneOf|must not validate/],
  ['GKEHubScopeRBACRoleBinding', 'team-admin-group-team-example-com', (s) => { s.user = 'jo@example.com'; }, /exactly one of user or group/],
  ['IAMPartialPolicy', 'roles-secretmanagersecret-projects-vault-secrets-key', (s) => { delete s.bindings[0].role; }, /role.*Required/i],
  ['ControlPlaneRevision', 'asm-managed-stable', (s) => { s.channel = 'extended'; }, /Unsupported value/],
  ['WorkloadCertificateConfig', 'default', (s) => { s.keyAlgorithm.ecdsa = { curve: 'P256' }; }, /at most 1/],
  ['TrustConfig', 'default', (s) => { s.trustStores[0].trustAnchors[0].certificateAuthorityServiceURI = 'projects/p'; }, /should match/],
  ['GCPTrafficDistributionPolicy', 'web', (s) => { s.targetRefs[0].kind = 'ServiceImport'; }, /TargetRefs must reference Service/],
  ['GCPTrafficDistributionPolicy', 'web', (s) => { s.default.serviceLbAlgorithm = 'NEAREST'; }, /Unsupported value/],
  ['HealthCheckPolicy', 'web', (s) => { s.default.config.type = 'PING'; }, /Unsupported value/],
  ['GCPBackendPolicy', 'web', (s) => { delete s.targetRef; }, /targetRef.*Required/i],
  ['Gateway', 'everywhere', (s) => { s.listeners[0].port = 0; }, /greater than or equal to 1/],
  ['HTTPRoute', 'everywhere', (s) => { s.rules[0].matches[0].path.value = 'no-slash'; }, /must be an absolute path/],
  ['DestinationRule', 'web', (s) => { s.trafficPolicy.loadBalancer.simple = 'BEST'; }, /Unsupported value/],
];

const accepted: Case[] = [
  {
    group: 'accepted',
    name: 'example fleet: each cluster takes its folder, and knows no kind of another',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      for (const [name, folder] of folders(example())) {
        await taken(t, clusters[folder.role], name, folder.objects, () => misplaced(t, clusters, folder));
      }
    },
  },
  {
    group: 'accepted',
    name: 'example fleet, with Google\'s Istio in its clusters: the same app, taken by each',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      const inCluster = example({ controlPlane: (cluster) => cluster.inClusterControlPlane('1.28.2-asm.4') });
      for (const [name, folder] of folders(inCluster)) { await taken(t, clusters[folder.role], name, folder.objects); }
    },
  },
  {
    group: 'accepted',
    name: 'a fleet that is told everything: each kind is taken, and refused with a mistake',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      const all = folders(wholeFleet(ApplyOrder.ARGO_CD));
      for (const [name, folder] of all) { await taken(t, clusters[folder.role], name, folder.objects, () => (name === 'management' ? controls(t, clusters, all) : Promise.resolve())); }
      const { objects } = folders(wholeFleet(ApplyOrder.CONFIG_SYNC)).get('management')!;
      await taken(t, clusters.management, 'management, in the order of Config Sync', objects);
    },
  },
];
export const cases = accepted;
