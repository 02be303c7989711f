import { Chart } from 'cdk8s';
import { type Sample, written } from './compare';
import { FLEET_OBJECTS, PROJECT, SERVICE_OBJECTS } from './reasons';
import {
  ConfigSync, ControlPlane, Fleet, type FleetCluster, FleetFeature, GoogleProject, HealthCheck, HttpMatch, ManagedImplementation, Mesh, MeshService, MultiClusterBackend, MultiClusterGateway, MultiClusterGatewayClass, MultiClusterIngress, MutualTls,
  ServiceExport, ServicePort,
} from '../../../src';

const CONNECTOR = 'GoogleCloudPlatform/k8s-config-connector/config/samples/resources';
const RECIPES = 'GoogleCloudPlatform/gke-networking-recipes';

/** A fleet of clusters in one region, with a managed mesh in each. */
function fleetOf(names: readonly string[], make: (fleet: Fleet, charts: readonly Chart[]) => void, namespace = 'demo', membershipLocation?: string): readonly any[] {
  return written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
    const charts = names.map((name) => chartIn(fleet.addGkeCluster(name, { location: 'us-central1-a', membershipLocation }), namespace));
    make(fleet, charts);
  });
}

function chartIn(cluster: FleetCluster, namespace: string): Chart {
  const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), mtls: MutualTls.PERMISSIVE, denyByDefault: false, scopeSidecars: false });
  const chart = new Chart(cluster, namespace, { namespace });
  mesh.enroll(chart);
  return chart;
}

/** A service in a chart that is exported to the fleet. */
function shared(chart: Chart, name: string): ServiceExport {
  return new ServiceExport(chart, `${name}-export`, { service: new MeshService(chart, name, { ports: [ServicePort.http(8080)], image: 'whereami:1' }) });
}

const MEMBER = {
  '* spec.projectRef.*': PROJECT,
  '* metadata.namespace': 'objects of the fleet are in one namespace',
  '* metadata.labels.label-one': 'labels that only describe the sample',
  '* metadata.annotations.cnrm.cloud.google.com/deletion-policy': 'a fleet of this app is deleted with it',
  '* metadata.annotations.cnrm.cloud.google.com/project-id': 'the project of the fleet, where the sample leaves it to the namespace',
  'GKEHubMembership metadata.annotations.cdk8s-mesh.dev/network': 'what checks need to know of the network of the cluster',
  'GKEHubMembership spec.description': 'descriptions of samples',
  'GKEHubMembership spec.endpoint.gkeCluster.resourceRef.*': 'the cluster by its URL, as it is made elsewhere',
  'GKEHubMembership spec.location': 'a membership is in the region of its cluster, unless membershipLocation says global',
};
const CLUSTER_SET = 'the control plane is told of the host that an exported service has in all clusters';
const BESIDES = {
  ...FLEET_OBJECTS,
  Sidecar: 'what proxies of the namespace know',
  ServiceEntry: CLUSTER_SET,
  VirtualService: CLUSTER_SET,
  AuthorizationPolicy: 'who may call the services, the load balancer among them',
  ...SERVICE_OBJECTS,
  ServiceExport: 'what the feature is for',
  IAMPolicyMember: 'roles that agents of Google need for the feature',
};
const ROUTE = {
  '* apiVersion': 'Gateway API as it is served today; the sample is of its first version',
  '* metadata.labels.gateway': 'a route of today names its Gateway',
  '* metadata.namespace': 'the namespace is said',
  'HTTPRoute spec.parentRefs**': 'a route of today names its Gateway',
  'HTTPRoute spec.hostnames': 'hosts are said, so that one gateway does not take the requests of another',
};

/** What the sample writes as `forwardTo`, in the words of today. */
const to = (name: string, weight?: number) => ({ group: 'net.gke.io', kind: 'ServiceImport', name, port: 8080, ...(weight === undefined ? {} : { weight }) });

function blueGreen(make: (gateway: MultiClusterGateway, exported: { readonly [name: string]: ServiceExport }) => void): readonly any[] {
  return fleetOf(['gke-1', 'gke-2'], (_fleet, [blue, green]) => {
    const exported = { blue: shared(blue, 'sample-app-blue'), green: shared(green, 'sample-app-green'), all: shared(blue, 'sample-app') };
    shared(green, 'sample-app');
    make(new MultiClusterGateway(blue, 'multi-cluster-gateway', { hosts: ['app.example.com'], gatewayClass: MultiClusterGatewayClass.REGIONAL_INTERNAL }), exported);
  }, 'mcgi-bg');
}

export const fleets: readonly Sample[] = [
  {
    source: `${CONNECTOR}/gkehubfeaturemembership/service-mesh-feature-membership (feature, membership, feature of the membership)`,
    ours: () => fleetOf(['asm'], () => undefined, 'demo', 'global'),
    says: {
      'GKEHubFeature gkehubfeaturemembership-dep-asm = servicemesh': { 'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1', 'spec.projectRef.name': 'gkehubfeaturemembership-dep-asm', 'spec.location': 'global', 'spec.resourceID': 'servicemesh' },
      'GKEHubMembership gkehubfeaturemembership-dep-asm = asm': {
        'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1',
        'metadata.annotations.cnrm.cloud.google.com/project-id': 'my-project',
        'spec.location': 'global',
        'spec.authority.issuer': 'https://container.googleapis.com/v1/projects/my-project/locations/us-central1-a/clusters/asm',
        'spec.endpoint.gkeCluster.resourceRef.name': 'asm',
      },
      'GKEHubFeatureMembership gkehubfeaturemembership-sample-asm = servicemesh-asm': {
        'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1',
        'spec.projectRef.name': 'gkehubfeaturemembership-dep-asm',
        'spec.location': 'global',
        'spec.membershipRef.name': 'asm',
        'spec.featureRef.name': 'servicemesh',
        'spec.mesh.management': 'MANAGEMENT_AUTOMATIC',
      },
    },
    usually: MEMBER,
    differs: { 'GKEHubFeatureMembership spec.membershipLocation': 'the location of the membership is always said, as that of a regional one must be' },
    besides: BESIDES,
  },
  {
    source: `${CONNECTOR}/gkehubfeaturemembership/config-management-feature-membership`,
    ours: () => written((app) => {
      const configSync = ConfigSync.git({ repository: 'https://github.com/GoogleCloudPlatform/anthos-config-management-samples', branch: 'main' });
      const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012'), configSync });
      fleet.addGkeCluster('acm', { location: 'us-central1-a' });
    }),
    says: {
      'GKEHubFeature gkehubfeaturemembership-dep-acm = configmanagement': { 'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1', 'metadata.annotations.cnrm.cloud.google.com/deletion-policy': 'abandon', 'spec.projectRef.name': 'p', 'spec.location': 'global', 'spec.resourceID': 'configmanagement' },
      'GKEHubFeatureMembership gkehubfeaturemembership-sample = configmanagement-acm': {
        'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1',
        'spec.projectRef.name': 'p',
        'spec.location': 'global',
        'spec.membershipLocation': 'us-central1',
        'spec.membershipRef.name': 'acm',
        'spec.featureRef.name': 'configmanagement',
        'spec.configmanagement.configSync.sourceFormat': 'unstructured',
        'spec.configmanagement.configSync.git': { syncRepo: 'https://github.com/GoogleCloudPlatform/anthos-config-management-samples', syncBranch: 'main', policyDir: 'config-sync-quickstart/multirepo/root', secretType: 'none' },
      },
    },
    usually: MEMBER,
    differs: {
      'GKEHubFeatureMembership spec.configmanagement.configSync.git.policyDir': 'each cluster takes the folder that is written for it',
      'GKEHubFeatureMembership spec.configmanagement.management': 'Google keeps Config Sync up to date',
    },
    besides: { ...BESIDES, RootSync: 'the management cluster takes its own folder' },
  },
  {
    source: `${CONNECTOR}/gkehubfeature: multi-cluster-ingress-feature, multi-cluster-service-discovery-feature`,
    ours: () => fleetOf(['gke-1'], (fleet) => {
      fleet.enable(FleetFeature.MULTI_CLUSTER_SERVICES);
      fleet.enableMultiClusterGateways(fleet.clusters[0]);
    }),
    says: {
      'GKEHubFeature gkehubfeature-sample-mcifeature = multiclusteringress': {
        'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1', 'metadata.labels.label-one': 'value-one', 'spec.projectRef.name': 'p', 'spec.location': 'global', 'spec.resourceID': 'multiclusteringress', 'spec.spec.multiclusteringress.configMembershipRef.name': 'gke-1',
      },
      'GKEHubFeature gkehubfeature-sample-mcsdfeature = multiclusterservicediscovery': { 'apiVersion': 'gkehub.cnrm.cloud.google.com/v1beta1', 'spec.projectRef.name': 'p', 'spec.location': 'global', 'spec.resourceID': 'multiclusterservicediscovery' },
    },
    usually: MEMBER,
    besides: BESIDES,
  },
  {
    source: `${RECIPES}/services/multi-cluster/mcs-basic/README.md (service sameness: one service in two clusters)`,
    ours: () => fleetOf(['gke-1', 'gke-2'], (_fleet, charts) => charts.forEach((chart) => shared(chart, 'whereami')), 'multi-cluster-demo'),
    says: { 'ServiceExport whereami': { 'apiVersion': 'net.gke.io/v1', 'metadata.namespace': 'multi-cluster-demo' } },
    besides: BESIDES,
  },
  {
    source: `${RECIPES}/gateway/mcg-internal-blue-green: route-step-2-mirroring.yaml, route-step-3-canary.yaml, and multi-cluster/mcg-internal-blue-green/gateway.yaml`,
    ours: () => blueGreen((gateway, { blue, green }) => {
      gateway.addRule({ to: [blue.weight(90), green.weight(10)], mirrors: [{ to: green }] });
    }),
    says: {
      'Gateway multi-cluster-gateway': { 'apiVersion': 'networking.x-k8s.io/v1alpha1', 'metadata.namespace': 'mcgi-bg', 'spec.gatewayClassName': 'gke-l7-rilb-mc', 'spec.listeners[http]': { protocol: 'HTTP', port: 80 } },
      'HTTPRoute sample-app-route = multi-cluster-gateway-rules': {
        'apiVersion': 'networking.x-k8s.io/v1alpha1',
        'metadata.namespace': 'mcgi-bg',
        'metadata.labels.gateway': 'multi-cluster-gateway',
        'spec.rules[0].backendRefs': [to('sample-app-blue', 90), to('sample-app-green', 10)],
        'spec.rules[0].filters': [{ type: 'RequestMirror', requestMirror: { backendRef: to('sample-app-green') } }],
      },
    },
    usually: ROUTE,
    differs: { 'Gateway spec.listeners[http].*': 'the listener has a name and the host, as Gateway API wants and as one gateway may serve several' },
    besides: BESIDES,
  },
  {
    source: `${RECIPES}/gateway/mcg-internal-blue-green/route-step-5-header-routing.yaml`,
    ours: () => blueGreen((gateway, { blue, green, all }) => {
      gateway.addRule({ to: [all] });
      gateway.addRule({ matches: [HttpMatch.header('cluster', 'cluster-blue')], to: [blue] });
      gateway.addRule({ matches: [HttpMatch.header('cluster', 'cluster-green')], to: [green] });
    }),
    says: {
      'HTTPRoute sample-app-route = multi-cluster-gateway-rules': {
        'apiVersion': 'networking.x-k8s.io/v1alpha1',
        'metadata.namespace': 'mcgi-bg',
        'metadata.labels.gateway': 'multi-cluster-gateway',
        'spec.rules[0].backendRefs': [to('sample-app', 100)],
        'spec.rules[1]': { matches: [{ headers: [{ name: 'cluster', value: 'cluster-blue', type: 'Exact' }] }], backendRefs: [to('sample-app-blue')] },
        'spec.rules[2]': { matches: [{ headers: [{ name: 'cluster', value: 'cluster-green', type: 'Exact' }] }], backendRefs: [to('sample-app-green')] },
      },
    },
    usually: ROUTE,
    differs: { 'HTTPRoute spec.rules[0].backendRefs[sample-app].weight': 'the only backend needs no weight', 'HTTPRoute spec.rules[*].matches[0].headers[cluster].type': 'Exact is the default' },
    besides: { ...BESIDES, Gateway: 'in another file of the sample' },
  },
  {
    source: `${RECIPES}/ingress/multi-cluster/mci-frontend-config/ingress.yaml`,
    ours: () => fleetOf(['gke-1', 'gke-2'], (_fleet, charts) => {
      const [services] = charts.map((chart) => ['foo', 'bar', 'default-backend'].map((name) => {
        const service = new MeshService(chart, name, { ports: [ServicePort.http(8080)], image: 'whereami:1', ...(name === 'foo' ? {} : { healthCheck: HealthCheck.http(8080, '/healthz') }) });
        service.allow({ ports: [8080] });
        return service;
      }));
      const [foo, bar, rest] = services.map((service) => MultiClusterBackend.service(service));
      const ingress = new MultiClusterIngress(charts[0], 'foobar-ingress', { defaultBackend: rest, staticIp: '203.0.113.7', preSharedCertificates: ['mci-certs'], sslPolicy: 'ssl-policy', redirectToHttps: true });
      ingress.route('foo.example.com', foo);
      ingress.route('bar.foo.example.com', bar);
    }, 'multi-cluster-demo'),
    says: {
      'MultiClusterIngress foobar-ingress': {
        'apiVersion': 'networking.gke.io/v1',
        'metadata.namespace': 'multi-cluster-demo',
        'metadata.annotations.networking.gke.io/frontend-config': 'frontend-config',
        'metadata.annotations.networking.gke.io/static-ip': '203.0.113.7',
        'metadata.annotations.networking.gke.io/pre-shared-certs': 'mci-certs',
        'spec.template.spec.backend': { serviceName: 'default-backend', servicePort: 8080 },
        'spec.template.spec.rules': [
          { host: 'foo.example.com', http: { paths: [{ backend: { serviceName: 'foo', servicePort: 8080 } }] } }, { host: 'bar.foo.example.com', http: { paths: [{ backend: { serviceName: 'bar', servicePort: 8080 } }] } },
        ],
      },
      'MultiClusterService foo': {
        'apiVersion': 'networking.gke.io/v1', 'metadata.namespace': 'multi-cluster-demo', 'spec.template.spec.selector.app': 'foo', 'spec.template.spec.ports': [{ name: 'http', protocol: 'TCP', port: 8080, targetPort: 8080 }],
      },
      'MultiClusterService bar': {
        'apiVersion': 'networking.gke.io/v1',
        'metadata.namespace': 'multi-cluster-demo',
        'metadata.annotations.beta.cloud.google.com/backend-config': '{"ports": {"8080":"backend-health-check"}}',
        'spec.template.spec.selector.app': 'bar',
        'spec.template.spec.ports': [{ name: 'http', protocol: 'TCP', port: 8080, targetPort: 8080 }],
      },
      'MultiClusterService default-backend': {
        'apiVersion': 'networking.gke.io/v1',
        'metadata.namespace': 'multi-cluster-demo',
        'metadata.annotations.beta.cloud.google.com/backend-config': '{"default": "backend-health-check"}',
        'spec.template.spec.selector.app': 'default-backend',
        'spec.template.spec.ports': [{ name: 'http', protocol: 'TCP', port: 8080, targetPort: 8080 }],
      },
      'BackendConfig backend-health-check = bar': { 'apiVersion': 'cloud.google.com/v1', 'metadata.namespace': 'multi-cluster-demo', 'spec.healthCheck': { requestPath: '/healthz', port: 8080, type: 'HTTP' } },
      'FrontendConfig frontend-config = foobar-ingress': {
        'apiVersion': 'networking.gke.io/v1beta1', 'metadata.namespace': 'multi-cluster-demo', 'spec.sslPolicy': 'ssl-policy', 'spec.redirectToHttps': { enabled: true, responseCodeName: 'FOUND' },
      },
    },
    differs: {
      'MultiClusterIngress metadata.annotations.networking.gke.io/frontend-config': 'a FrontendConfig has the name of its ingress',
      'MultiClusterService metadata.annotations.**': 'the annotation of today; each service has its own BackendConfig, for all of its ports',
      'FrontendConfig spec.redirectToHttps.responseCodeName': 'the default, 301',
    },
    besides: { ...BESIDES, BackendConfig: 'each service has its own' },
  },
];
