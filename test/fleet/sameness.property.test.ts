import { ApiObject, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { PROJECT } from './fixture';
import {
  Checks, CloudPrincipal, CloudResource, ControlPlane, Fleet, type FleetCluster, type GkeClusterOptions, GoogleProject, HttpMethod, Identity, ManagedImplementation, Mesh, MeshApp, MeshService,
  type MeshServiceProps, MutualTls, type EnrollOptions, ServiceExport, ServicePort, Source,
} from '../../src';
import { CHECKS } from '../../src/check/registry';

/** A fleet as planned by its author. `in` contains indexes of clusters. */
interface Plan {
  readonly attached: readonly boolean[];
  readonly serves?: ManagedImplementation;
  readonly own: boolean;
  readonly teams: readonly (readonly ServicePlan[])[];
}
interface ServicePlan {
  readonly in: readonly number[];
  readonly exported: boolean;
  readonly routed: boolean;
  readonly granted: boolean;
  readonly policed: boolean;
  /** Indexes of the called services of the same team, among those created earlier. */
  readonly calls: readonly number[];
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 2, max: 6 }).chain((n) => {
  const all = Array.from({ length: n }, (_, i) => i);
  const service = fc.record({
    in: fc.subarray(all, { minLength: 1 }), exported: fc.boolean(), routed: fc.boolean(), granted: fc.boolean(), policed: fc.boolean(), calls: fc.subarray([0, 1, 2]),
  });
  return fc.record({
    attached: fc.tuple(...all.map((i) => (i < 2 ? fc.constant(false) : fc.boolean()))),
    serves: fc.constantFrom(undefined, ManagedImplementation.TRAFFIC_DIRECTOR, ManagedImplementation.ISTIOD),
    own: fc.boolean(),
    // the first service of the first team is in two GKE clusters at least, so that there is something to violate
    teams: fc.array(fc.array(service, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
      .map(([[first, ...others], ...rest]) => [[{ ...first, in: [...new Set([0, 1, ...first.in])] }, ...others], ...rest]),
  });
});

/** A difference, for the first service (`team0/s0`) and in one cluster. All of them use the public constructs. */
interface Violation {
  readonly enroll?: EnrollOptions;
  readonly service?: Partial<MeshServiceProps>;
  readonly cluster?: Partial<GkeClusterOptions>;
  /** Google runs the control planes, whatever the plan says. */
  readonly managed?: boolean;
  /** Exports the service in the first two clusters, whatever the plan says. */
  readonly exported?: boolean;
  readonly unbound?: boolean;
  readonly grants?: boolean;
  readonly pool?: number;
  readonly then?: (service: MeshService, cluster: FleetCluster) => void;
}

const ACCOUNT = 'shop-s0-app@shop-fleet.iam.gserviceaccount.com';
const KEY = CloudResource.secret('vault', 'key');
const BUCKET = CloudResource.bucket('pictures');
const ELSEWHERE = GoogleProject.fromIds('other-fleet', '7');
const raw = (chart: Chart, apiVersion: string, kind: string, name: string, spec: any, annotations?: { [name: string]: string }) => (
  new ApiObject(chart, `raw-${name}`, { apiVersion, kind, metadata: { name, namespace: chart.namespace, annotations }, spec }));
const serviceAccount = (s: MeshService) => ApiObject.of(s.node.findAll().find((o) => ApiObject.isApiObject(o) && o.kind === 'ServiceAccount')!);
const inManagement = (cluster: FleetCluster) => new Chart(cluster.fleet.management, 'more', { namespace: 'fleet-admin' });

const VIOLATIONS: { readonly [what: string]: readonly [id: string, Violation] } = {
  'a label of a namespace': ['R-NS1', { enroll: { labels: { team: 'team0', tier: 'two' } } }],
  'another owner': ['R-NS1', { enroll: { labels: { team: 'them', tier: 'one' } } }],
  'a namespace without injection': ['R-NS1', { enroll: { inject: false } }],
  'a namespace that takes plaintext': ['R-NS1', { enroll: { mtls: MutualTls.PERMISSIVE } }],
  'a namespace that is open to all': ['R-NS1', { enroll: { denyByDefault: false } }],
  'a namespace without owner': ['R-NS2', { enroll: { labels: { tier: 'one' } } }],
  'a namespace in a second scope': ['R-NS3', {
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1alpha1', 'GKEHubNamespace', 'again', { namespaceID: 'team0', scopeRef: { name: 'them' } }),
  }],
  'a cluster outside the scope': ['R-NS4', { unbound: true }],
  'a port of an exported service': ['R-SV1', { exported: true, service: { ports: [ServicePort.http(81, { targetPort: 8080 })] } }],
  'a type of port of an exported service': ['R-SV1', { exported: true, service: { ports: [ServicePort.grpc(80, { targetPort: 8080 })] } }],
  'other pods': ['R-SV2', { service: { selector: { app: 's0', track: 'other' } } }],
  'another program': ['R-SV3', { service: { image: 'elsewhere/thing:1' } }],
  'a caller of one cluster': ['R-SV4', {
    then: (s, c) => MeshService.fromAttributes(Chart.of(s), 'stranger', {
      serviceName: `stranger-${c.clusterName}`, ports: [], identity: Identity.fromServiceAccount({ namespace: 'team0', serviceAccount: 's0' }),
    }).calls(s, { methods: [HttpMethod.DELETE] }),
  }],
  'a rule of one cluster': ['R-SV4', { then: (s) => s.addRule({ timeout: Duration.seconds(9) }) }],
  'a traffic policy of one cluster': ['R-SV4', { pool: 7 }],
  'a Google account in one cluster': ['R-ID1', { grants: false, then: (s) => s.identity!.grant('roles/viewer', CloudResource.project('vault-1'), { googleServiceAccount: ACCOUNT }) }],
  'a principal of another trust domain': ['R-ID2', { then: (s) => s.allow({ from: [Source.identity(Identity.fromServiceAccount({ namespace: 'team0', serviceAccount: 's0', trustDomain: 'cluster.local' }))] }) }],
  'a cluster of other trust': ['R-ID3', { cluster: { trustLevel: 'test' } }],
  'a role that is given by hand as well': ['R-IX1', {
    grants: true,
    then: (_, c) => raw(inManagement(c), 'iam.cnrm.cloud.google.com/v1beta1', 'IAMPolicyMember', 'again', {
      member: CloudPrincipal.workload(PROJECT, 'team0', 's0').member, role: 'roles/secretmanager.secretAccessor', resourceRef: { apiVersion: 'secretmanager.cnrm.cloud.google.com/v1beta1', kind: 'SecretManagerSecret', external: 'projects/vault/secrets/key' },
    }),
  }],
  'a role in the pool of a stranger': ['R-IX2', { then: (_, c) => c.fleet.grant(CloudPrincipal.workload(ELSEWHERE, 'team0', 's0'), 'roles/storage.objectViewer', BUCKET) }],
  'an account that is two': ['R-IX3', {
    grants: true,
    then: (s) => serviceAccount(s).metadata.addAnnotation('iam.gke.io/gcp-service-account', ACCOUNT),
  }],
  'a namespace without a tier': ['R-NS1', { enroll: { labels: { team: 'team0' } } }],
  'a further policy of a namespace': ['R-NS1', {
    then: (s) => raw(Chart.of(s), 'security.istio.io/v1', 'AuthorizationPolicy', 'guests', { rules: [{ from: [{ source: { namespaces: ['guests'] } }] }] }),
  }],
  'another name of a port of an exported service': ['R-SV1', { exported: true, service: { ports: [ServicePort.http(80, { name: 'http-web', targetPort: 8080 })] } }],
  'an exported service without an address': ['R-SV1', { exported: true, service: { headless: true } }],
  'a rule of tokens in one cluster': ['R-SV4', { then: (s) => s.requireJwt({ issuer: 'https://idp.example', jwks: '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}' }) }],
  'a route by hand in one cluster': ['R-SV4', {
    then: (s) => raw(Chart.of(s), 'networking.istio.io/v1', 'VirtualService', 'more', { hosts: ['s0.team0.svc.cluster.local'], http: [{ route: [{ destination: { host: 's0.team0.svc.cluster.local' } }] }] }),
  }],
  'another Google account by hand': ['R-ID1', { grants: false, then: (s) => serviceAccount(s).metadata.addAnnotation('iam.gke.io/gcp-service-account', ACCOUNT) }],
  'a principal of nobody': ['R-ID2', { then: (s) => s.allow({ from: [Source.identity(Identity.fromServiceAccount({ namespace: 'team0', serviceAccount: 'nobody', trustDomain: PROJECT.workloadPool }))] }) }],
  'a role that is given twice, by a policy in parts': ['R-IX1', {
    grants: true,
    then: (_, c) => raw(inManagement(c), 'iam.cnrm.cloud.google.com/v1beta1', 'IAMPartialPolicy', 'again', {
      resourceRef: { apiVersion: 'secretmanager.cnrm.cloud.google.com/v1beta1', kind: 'SecretManagerSecret', external: 'projects/vault/secrets/key' },
      bindings: [{ role: 'roles/secretmanager.secretAccessor', members: [{ member: CloudPrincipal.workload(PROJECT, 'team0', 's0').member }] }],
    }),
  }],
  'a cluster of another fleet': ['R-FL2', {
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubMembership', 'stranger', {
      location: 'europe-west1', authority: { issuer: `https://container.googleapis.com/v1/projects/${PROJECT.id}/locations/europe-west1/clusters/stranger` }, endpoint: { gkeCluster: { resourceRef: { external: '//container.googleapis.com/x' } } },
    }, { 'cnrm.cloud.google.com/project-id': 'other-fleet' }),
  }],
  'a mesh of another fleet': ['R-FL1', {
    managed: true,
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubFeatureMembership', 'stranger', {
      projectRef: { external: 'projects/other-fleet' }, location: 'global', featureRef: { name: 'servicemesh' }, membershipRef: { external: 'projects/other-fleet/locations/global/memberships/stranger' }, mesh: { management: 'MANAGEMENT_AUTOMATIC' },
    }),
  }],
  'a cluster on another network': ['R-FL3', { managed: true, cluster: { network: 'island' } }],
  'a regional membership without its location': ['G-FL1', {
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubFeatureMembership', 'servicemesh-again', {
      projectRef: { external: `projects/${PROJECT.id}` }, location: 'global', featureRef: { name: 'servicemesh' }, membershipRef: { external: `projects/${PROJECT.id}/locations/us-central1/memberships/other` }, mesh: { management: 'MANAGEMENT_AUTOMATIC' },
    }),
  }],
  'an issuer with zones': ['G-FL2', {
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubMembership', 'zonal', {
      location: 'global', authority: { issuer: `https://container.googleapis.com/v1/projects/${PROJECT.id}/zones/europe-west1-b/clusters/zonal` }, endpoint: { gkeCluster: { resourceRef: { external: '//container.googleapis.com/x' } } },
    }, { 'cnrm.cloud.google.com/project-id': PROJECT.id }),
  }],
  'two fleets for one project': ['G-FL3', {
    then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubMembership', 'stranger', {
      location: 'global', authority: { issuer: `https://container.googleapis.com/v1/projects/${PROJECT.id}/locations/europe-west1/clusters/stranger` }, endpoint: { gkeCluster: { resourceRef: { external: '//container.googleapis.com/x' } } },
    }, { 'cnrm.cloud.google.com/project-id': 'other-fleet' }),
  }],
  'a feature that there is not': ['G-FL4', { then: (_, c) => raw(inManagement(c), 'gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubFeature', 'service-mesh', { projectRef: { external: `projects/${PROJECT.id}` }, location: 'global' }) }],
  'an exported service that stays in one cluster': ['MESH936', {
    exported: true,
    then: (_, c) => new ApiObject(new Chart(c, 'settings', { namespace: 'istio-system' }), 'istio', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio' }, data: { mesh: 'serviceSettings:\n- settings: { clusterLocal: true }\n  hosts: ["s0.team0.svc.cluster.local"]\n' },
    }),
  }],
  'a rule that leads to a host that nobody exports': ['MESH935', {
    then: (s) => raw(Chart.of(s), 'networking.istio.io/v1', 'VirtualService', 'more', { hosts: ['more.example'], http: [{ route: [{ destination: { host: 'nobody.team0.svc.clusterset.local' } }] }] }),
  }],
  'an export of nothing': ['MESH937', { exported: true, then: (s) => raw(Chart.of(s), 'net.gke.io/v1', 'ServiceExport', 'nothing', undefined) }],
  'the id of a project for its number': ['G-FL5', {
    then: (_, c) => c.fleet._grants.to(CloudPrincipal.workload(PROJECT, 'team0', 's0').member.replace(PROJECT.number, PROJECT.id), 's0', 'roles/viewer', BUCKET),
  }],
};

function build(plan: Plan, violation: Violation = {}, dice = 0): Fleet {
  const app = new MeshApp();
  const fleet = new Fleet(app, 'fleet', { project: PROJECT });
  const places = plan.teams[0][0].in;
  // exports are of GKE clusters
  const odd = violation.exported || violation.cluster ? places.filter((i) => !plan.attached[i]) : places;
  const different = odd[dice % odd.length];
  plan.attached.forEach((attached, i) => (attached
    ? fleet.addAttachedCluster(`c${i}`, { location: 'europe-west1', issuerUrl: `https://oidc.c${i}.example`, platformVersion: '1.31.0-gke.1', trustLevel: 'production' })
    : fleet.addGkeCluster(`c${i}`, { location: i % 2 ? 'us-central1' : 'europe-west1-b', trustLevel: 'production', ...i === different && violation.cluster })));
  const meshes = fleet.clusters.map((c) => new Mesh(c, 'mesh', { controlPlane: c.isGke && (!plan.own || violation.managed) ? ControlPlane.managed({ expect: plan.serves }) : ControlPlane.existing() }));
  const later: (() => void)[] = [];
  plan.teams.forEach((services, t) => {
    const name = `team${t}`;
    const here = new Set(services.flatMap((s) => s.in));
    const scope = fleet.addScope(name, { namespaceLabels: { team: name } });
    scope.addNamespace(name);
    fleet.clusters.forEach((cluster, i) => {
      if (!here.has(i)) { return; }
      const odd_ = t === 0 && i === different;
      if (!(odd_ && violation.unbound)) { scope.bind(cluster); }
      const chart = new Chart(cluster, name, { namespace: name });
      meshes[i].enroll(chart, { labels: { team: name, tier: 'one' }, ...odd_ && violation.enroll });
      const made: MeshService[] = [];
      const exports = new Map<number, ServiceExport>();
      services.forEach((s, j) => {
        const first = t === 0 && j === 0;
        const ports = [ServicePort.http(80, { targetPort: 8080 })];
        // a caller that does not run here is known here all the same: what it calls is one service in all clusters
        const service = s.in.includes(i)
          ? new MeshService(chart, `s${j}`, { ports, image: `shop/${name}-s${j}:1`, ...odd_ && first && violation.service })
          : MeshService.fromAttributes(chart, `s${j}`, { serviceName: `s${j}`, ports, identity: Identity.fromServiceAccount({ namespace: name, serviceAccount: `s${j}` }) });
        made.push(service);
        // by the host of all clusters where there is one
        s.calls.filter((k) => k < j && services[k].in.includes(i)).forEach((k) => service.calls(exports.get(k) ?? made[k], { methods: [HttpMethod.GET] }));
        if (!s.in.includes(i)) { return; }
        if (s.routed) { service.addRule({ timeout: Duration.seconds(1) }); }
        const pool = first && odd_ ? violation.pool : undefined;
        if (s.policed || pool) { service.policy({ ...s.policed && { outlierDetection: { consecutive5xxErrors: 3 } }, ...pool && { connectionPool: { maxConnections: pool } } }); }
        if (first && violation.grants !== undefined ? violation.grants : s.granted) { service.identity!.grant('roles/secretmanager.secretAccessor', KEY); }
        if ((s.exported || (first && violation.exported)) && cluster.isGke) {
          const exported = new ServiceExport(chart, `export-s${j}`, { service });
          if (!(first && odd_ && violation.service?.headless)) { exports.set(j, exported); } // which is called by its own host
        }
        if (first && odd_ && violation.then) { later.push(() => violation.then!(service, cluster)); }
      });
    });
  });
  later.forEach((act) => act());
  return fleet;
}

const found = (fleet: Fleet) => Checks.of(fleet).findings();
/** 1,000 with FLEET_RUNS=1000; fewer in every run, for time. */
const numRuns = Number(process.env.FLEET_RUNS ?? 40);

test('a fleet without differences has no findings', () => {
  fc.assert(fc.property(plans, (plan) => {
    expect(found(build(plan)).map((f) => `${f.code} ${f.constructPath}: ${f.message}`)).toEqual([]);
  }), { numRuns });
});

test('each rule about fleets and sameness has a violation', () => {
  const known = [...new Set(CHECKS.flatMap((c) => c.aliases).filter((a) => /^(R-(NS|SV|ID|IX|FL)|G-FL)\d/.test(a)))].sort();
  expect([...new Set(Object.values(VIOLATIONS).map(([id]) => id).filter((id) => !id.startsWith('MESH')))].sort()).toEqual(known);
});

test.each(Object.entries(VIOLATIONS))('%s is found', (_what, [id, violation]) => {
  const plan: Plan = { attached: [false, false], own: false, teams: [[{ in: [0, 1], exported: false, routed: false, granted: false, policed: false, calls: [] }]] };
  expect(found(build(plan, violation)).flatMap((f) => [f.code, ...f.aliases])).toContain(id);
});

test('any single violation is found in any cluster', () => {
  fc.assert(fc.property(plans, fc.constantFrom(...Object.keys(VIOLATIONS)), fc.nat(99), (plan, what, dice) => {
    const [id, violation] = VIOLATIONS[what];
    expect(found(build(plan, violation, dice)).flatMap((f) => [f.code, ...f.aliases])).toContain(id);
  }), { numRuns });
});
