import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Chart } from 'cdk8s';
import { loadAll } from 'js-yaml';
import {
  CertificateAuthority, CloudRunClient, ControlPlane, Fleet, type FleetCluster, GatewayImplementation, GoogleProject, HealthCheck, ManagedImplementation,
  ManagedInstanceGroup, Mesh, MeshApp, MeshService, MutualTls, OutboundTraffic, ServiceExport, ServicePort,
} from '../../src';

/** A Google product, and a minimal app for it. */
interface System {
  readonly title: string;
  /** How an app uses it. */
  readonly said: string;
  readonly app: (app: MeshApp) => void;
  /** What is created elsewhere: by Terraform, gcloud or the console. */
  readonly needs: readonly string[];
  /** The order of application. */
  readonly order: readonly string[];
}

const FLEET = GoogleProject.fromIds('shop-fleet', '482913370156');
/** Kinds that any app has for a service: the reader knows them. */
const USUAL = ['Namespace', 'ServiceAccount', 'Service', 'Deployment', 'CustomResourceDefinition'];
const CLUSTER = 'GKE cluster, VPC-native, with Workload Identity (`workloadIdentityConfig.workloadPool`) on the cluster and its node pools';
const CONNECTOR = 'Config Connector in a management cluster, with an account that may do all of this in the project';
const POOL = 'CA pools of Certificate Authority Service, with a subordinate CA, where the authority is not Mesh CA';

function inCluster(app: MeshApp, mesh: (cluster: FleetCluster) => ControlPlane, make: (chart: Chart, cluster: FleetCluster) => void, gatewayApi = false): void {
  const fleet = new Fleet(app, 'fleet', { project: FLEET });
  const cluster = fleet.addGkeCluster('shop-eu', { location: 'europe-west1' });
  const off = gatewayApi ? { mtls: MutualTls.PERMISSIVE, outbound: OutboundTraffic.ALLOW_ANY } : {};
  const one = new Mesh(cluster, 'mesh', { controlPlane: mesh(cluster), ...off });
  const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
  one.enroll(chart);
  make(chart, cluster);
}

const service = (chart: Chart, more: object = {}) => new MeshService(chart, 'web', { ports: [ServicePort.grpc(80, { targetPort: 8080 })], image: 'web:1', ...more });
const routing = (more: object = {}) => ControlPlane.serviceRouting({
  zones: ['europe-west1-b'], certificateAuthority: CertificateAuthority.workloadCertificates({ project: FLEET.id, location: 'europe-west1', pool: 'mesh', objectName: 'mesh-pool' }), ...more,
});
const plain = { mtls: MutualTls.DISABLE };

const SYSTEMS: readonly System[] = [
  {
    title: 'Managed control plane, Traffic Director',
    said: '`ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR })`',
    app: (app) => inCluster(app, () => ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), (chart) => service(chart)),
    needs: [CLUSTER, 'label `mesh_id` on the cluster (`cluster.resourceLabels`)', 'for GKE gateways `gatewayApiConfig.channel: CHANNEL_STANDARD`', CONNECTOR, POOL],
    order: ['management', 'wait for the state ACTIVE (`gcloud container fleet mesh describe`)', 'member; with another authority than Mesh CA the folders `phase-1` to `phase-4`, over all clusters'],
  },
  {
    title: 'Managed control plane, istiod (deprecated)',
    said: '`ControlPlane.managed({ expect: ManagedImplementation.ISTIOD })`',
    app: (app) => inCluster(app, () => ControlPlane.managed({ expect: ManagedImplementation.ISTIOD }), (chart) => service(chart)),
    needs: ['a fleet that has it already: new fleets get Traffic Director', CLUSTER, CONNECTOR, POOL],
    order: ['as Traffic Director'],
  },
  {
    title: 'Istio in a GKE cluster (deprecated)',
    said: '`cluster.inClusterControlPlane(\'1.28.2-asm.4\')`',
    app: (app) => inCluster(app, (cluster) => cluster.inClusterControlPlane('1.28.2-asm.4'), (chart) => service(chart)),
    needs: [CLUSTER, 'a fleet that keeps it: in any cluster it keeps the fleet from Traffic Director', 'Mesh CA initialized for the project (`asmcli` does it)', CONNECTOR, POOL],
    order: ['management', 'member: CRDs and istiod, then the rest'],
  },
  {
    title: 'Service routing on GKE',
    said: '`ControlPlane.serviceRouting({ zones, certificateAuthority })`',
    app: (app) => inCluster(app, () => routing(), (chart) => service(chart)),
    needs: [CLUSTER, '`meshCertificates.enableCertificates` on the cluster', 'for pods that are not proxyless, a `ServiceRoutingInjector`, and cert-manager or a certificate for its webhook', CONNECTOR, POOL],
    order: ['member: the sidecar injector, until its Deployment is available', 'member: Services make the network endpoint groups', 'management: backend services find the groups', 'the pods start'],
  },
  {
    title: 'Proxyless gRPC',
    said: '`proxyless: true` of a service on service routing',
    app: (app) => inCluster(app, () => routing(), (chart) => service(chart, { proxyless: true })),
    needs: ['as service routing, without the injector and its step', 'programs with the xDS support of gRPC, that dial `xds:///…`'],
    order: ['as service routing'],
  },
  {
    title: 'VMs',
    said: '`ManagedInstanceGroup`, `MachineProxy` on service routing',
    app: (app) => inCluster(app, () => routing(), (chart) => {
      const machines = new ManagedInstanceGroup(chart, 'web-vms', { location: 'europe-west1-b', size: 2, ports: { http: 8080 }, image: 'projects/debian-cloud/global/images/family/debian-12', serviceAccount: 'web@shop-fleet.iam.gserviceaccount.com', healthCheck: HealthCheck.http(8080, '/') });
      service(chart, { image: undefined, ...plain }).addEndpointGroups(machines.endpoints('http'));
    }),
    needs: ['VPC network and subnetwork', 'image with the program, or a startup script', 'the Google service account of the machines', CONNECTOR],
    order: ['management'],
  },
  {
    title: 'Cloud Run',
    said: '`EndpointGroup.cloudRun`, `CloudRunClient` on service routing; `CloudRunBackend`, `ExternalMeshRoute` on Traffic Director (preview)',
    app: (app) => inCluster(app, () => routing({ domain: 'mesh.internal', clientAccounts: ['run@shop-fleet.iam.gserviceaccount.com'] }), (chart, cluster) => {
      const web = service(chart, plain);
      web.allow({});
      web.calledBy(CloudRunClient.create({ service: 'shop', region: 'europe-west1', projectNumber: FLEET.number, mesh: `projects/shop-fleet/locations/global/meshes/${cluster.clusterName}`, image: 'shop:1', network: 'default', subnetwork: 'run', serviceAccount: 'run@shop-fleet.iam.gserviceaccount.com' }));
    }),
    needs: ['the services of Cloud Run that are called, and `roles/run.invoker` on them', 'subnetwork for Direct VPC egress', 'Google service account of the client', CONNECTOR],
    order: ['management: the mesh and its DNS zone', '`gcloud beta run services replace` with the client\'s file'],
  },
  {
    title: 'Cloud Service Mesh by Gateway API (preview, existing users)',
    said: '`ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh() })`',
    app: (app) => inCluster(app, () => ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh({ supports: ['MESH-HTTP', 'MESH-GRPC'] }), acknowledge: [] }), (chart) => service(chart), true),
    needs: [CLUSTER, 'GKE\'s definitions of `networking.gke.io` with the mesh\'s TLS and access policies', 'Google\'s word that the project may use it', CONNECTOR],
    order: ['management', '`gcloud.sh`: the configuration API of the membership is `gateway`', 'member'],
  },
  {
    title: 'Fleet of several clusters',
    said: '`new Fleet(…)`, `addGkeCluster`, `addScope`, `ServiceExport`, `MultiClusterGateway`',
    app: (app) => {
      const fleet = new Fleet(app, 'fleet', { project: FLEET });
      const clusters = ['shop-eu', 'shop-us'].map((name) => fleet.addGkeCluster(name, { location: 'europe-west1' }));
      const scope = fleet.addScope('shop', { namespaceLabels: { team: 'shop' } });
      scope.addNamespace('shop');
      scope.bind(...clusters);
      for (const cluster of clusters) {
        const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }) });
        const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
        mesh.enroll(chart, { labels: { team: 'shop' } });
        new ServiceExport(chart, 'web-export', { service: service(chart) });
      }
    },
    needs: ['the GKE clusters, all of one mesh on one network', 'a project that hosts the fleet', 'definitions of Config Connector\'s alpha kinds for scopes, or `scopeForm: ScopeForm.GCLOUD`', CONNECTOR],
    order: ['management: APIs, features, memberships, then roles', 'members, in any order'],
  },
];

/** The kinds of objects of an app, by target cluster, and whether it has gcloud commands. */
function writtenBy(make: (app: MeshApp) => void): { readonly member: readonly string[]; readonly management: readonly string[]; readonly gcloud: boolean } {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  const app = new MeshApp({ outdir });
  make(app);
  const { write } = process.stderr;
  process.stderr.write = () => true; // a deprecated control plane is told of
  try {
    app.synth();
  } finally {
    process.stderr.write = write;
  }
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort();
  const kinds = (management: boolean) => {
    const found = files.filter((f) => f.endsWith('.yaml') && f.startsWith('management') === management).flatMap((f) => loadAll(fs.readFileSync(path.join(outdir, f), 'utf8')) as { kind: string }[]);
    return [...new Set(found.map((o) => o.kind))].filter((k) => management ? k !== 'Namespace' : !USUAL.includes(k)).sort();
  };
  const result = { member: kinds(false), management: kinds(true), gcloud: files.some((f) => f.endsWith('gcloud.sh')) };
  fs.rmSync(outdir, { recursive: true });
  return result;
}

/** docs/google.md. */
export function googlePage(): string {
  const rows = SYSTEMS.map(({ title, said, app, needs, order }) => {
    const { member, management, gcloud } = writtenBy(app);
    const list = (kinds: readonly string[]) => kinds.map((k) => `\`${k}\`${k === 'Service' ? ' (an API that is on)' : ''}`).join(', ') || '—';
    return `| **${title}**<br>${said} | ${list(member)} | ${list(management)}${gcloud ? '; `gcloud.sh`' : ''} | ${needs.join('<br>')} | ${order.map((o, i) => order.length > 1 ? `${i + 1}. ${o}` : o).join('<br>')} |`;
  });
  return `# Google's meshes

<!-- Written by tools/docs/run.ts from tools/docs/google.ts; change it there. -->

What each of Google's systems takes, what this library writes of it, and what stays with you. The kinds are those of an app with one gRPC service that nobody calls, beside
its Namespace, ServiceAccount, Service and Deployment; routes, policies and gateways add theirs. Nothing here was applied to a real Google Cloud: samples of Google's are
compared field by field in \`test/google\`, objects are checked against the stored definitions of Config Connector and GKE.

| System | Written to the member cluster | Written to the management cluster | You still need | Order |
|---|---|---|---|---|
${rows.join('\n')}

*Member* and *management* are the folders of [a fleet](fleet.md). Without a fleet, objects of Config Connector are a chart beneath the mesh. [Service routing](service-routing.md) and
[Gateway API](gateway-api.md) have pages of their own, and [planes](planes.md) says which feature each system has.

## At the edge

| Wanted | Construct | Written |
|---|---|---|
| a load balancer of GKE for services of the mesh | \`IngressGateway\` with \`gatewayImplementation: GatewayImplementation.gke()\` | Gateway, HTTPRoute, HealthCheckPolicy from the service's own check |
| a load balancer before Istio's gateway | \`GkeEdge\` | Gateway, HTTPRoute to the gateway's Service, HealthCheckPolicy on 15021 |
| Cloud Armor, timeouts, affinity, IAP | \`GkeBackendPolicy\` | GCPBackendPolicy for a Service, ServiceImport or ServiceExport |
| another health check | \`GkeHealthCheckPolicy\` | HealthCheckPolicy |
| TLS versions, global access | \`GkeGatewayPolicy\` | GCPGatewayPolicy |
| one load balancer for several clusters, with weights, mirrors and matches | \`MultiClusterGateway\` | Gateway of a \`-mc\` class, HTTPRoutes to ServiceImports, policies |
| the classic one | \`MultiClusterIngress\` | MultiClusterIngress, MultiClusterService, BackendConfig, FrontendConfig |
`;
}
