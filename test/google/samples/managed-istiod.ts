import { Chart, Duration } from 'cdk8s';
import { type Sample, written } from './compare';
import { FLEET, FLEET_OBJECTS, FULL_HOST, ISTIO, PORT, SERVICE_OBJECTS, WORKLOAD } from './reasons';
import {
  AdoptionStage, ControlPlane, Fault, Fleet, type GatewayListener, GatewayWorkload, GoogleProject, HttpMatch, IngressGateway, Listener, ManagedImplementation, ManagedManagement, type ManagedControlPlaneProps, Mesh, MeshService, MutualTls, PathMatch,
  ServicePort, type ServiceVersion, StringMatch,
} from '../../../src';

const REPOSITORY = 'GoogleCloudPlatform/anthos-service-mesh-samples';

/** A mesh of managed istiod in one cluster, and a namespace in it. */
function mesh(namespace: string, make: (chart: Chart) => void, props: ManagedControlPlaneProps = {}): readonly any[] {
  return written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
    const cluster = fleet.addGkeCluster('c1', { location: 'us-east4-a' });
    const one = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.managed({ expect: ManagedImplementation.ISTIOD, ...props }), stage: AdoptionStage.PERMISSIVE, mtls: MutualTls.STRICT });
    const chart = new Chart(cluster, namespace, { namespace });
    one.enroll(chart);
    make(chart);
  });
}

function frontend(make: (listener: GatewayListener, old: ServiceVersion, custom: ServiceVersion) => void): readonly any[] {
  return mesh('bank-of-anthos', (chart) => {
    const service = new MeshService(chart, 'frontend', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
    const [old, custom] = ['v0-2-0', 'v0-2-0-custom'].map((v) => service.addVersion(v, { image: `frontend:${v}` }));
    const gateway = new IngressGateway(chart, 'bank-of-anthos-gateway', { workload: GatewayWorkload.google('istio-ingress') });
    make(gateway.addListener(Listener.http({ hosts: ['*'] })), old, custom);
  });
}

const FRONTEND = {
  ...ISTIO,
  'VirtualService spec.gateways': 'a gateway is named with its namespace',
  'VirtualService spec.http[*].route[0].destination.host': FULL_HOST,
  'VirtualService spec.http[*].route[0].destination.port.number': PORT,
  'VirtualService spec.http[*].match[0].uri.prefix': 'the prefix `/` is every path, and left out',
};
const FRONTEND_BESIDES = { ...FLEET_OBJECTS, ...SERVICE_OBJECTS, Gateway: WORKLOAD, DestinationRule: 'the subsets, which another file of the sample has' };

export const managedIstiod: readonly Sample[] = [
  {
    source: `${REPOSITORY}/docs/canary-service/destination-v1-v2.yaml and vs-split-traffic.yaml`,
    ours: () => mesh('onlineboutique', (chart) => {
      const catalog = new MeshService(chart, 'productcatalogservice', { ports: [ServicePort.grpc(3550)] });
      const [v1, v2] = ['v1', 'v2'].map((v) => catalog.addVersion(v, { image: `catalog:${v}` }));
      catalog.split(v1.weight(75), v2.weight(25));
    }),
    says: {
      'DestinationRule productcatalogservice': {
        'apiVersion': 'networking.istio.io/v1beta1',
        'spec.host': 'productcatalogservice',
        'spec.subsets[v1].name': 'v1',
        'spec.subsets[v1].labels.version': 'v1',
        'spec.subsets[v2].name': 'v2',
        'spec.subsets[v2].labels.version': 'v2',
      },
      'VirtualService productcatalogservice': {
        'apiVersion': 'networking.istio.io/v1beta1',
        'spec.hosts': ['productcatalogservice'],
        'spec.http[0].route[0].destination.host': 'productcatalogservice',
        'spec.http[0].route[0].destination.subset': 'v1',
        'spec.http[0].route[0].weight': 75,
        'spec.http[0].route[1].destination.host': 'productcatalogservice',
        'spec.http[0].route[1].destination.subset': 'v2',
        'spec.http[0].route[1].weight': 25,
      },
    },
    usually: ISTIO,
    differs: {
      'DestinationRule spec.host': FULL_HOST,
      'VirtualService spec.hosts': FULL_HOST,
      'VirtualService spec.http[0].route[*].destination.host': FULL_HOST,
      'VirtualService spec.http[0].route[*].destination.port.number': PORT,
    },
    besides: { ...FLEET_OBJECTS, ...SERVICE_OBJECTS },
  },
  {
    source: `${REPOSITORY}/demos/bank-of-anthos-asm-manifests/demo-manifests/frontend-custom-http-header.yaml`,
    ours: () => frontend((listener, old, custom) => {
      listener.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.prefix('/'), headers: { 'X-Beta-Tester': StringMatch.exact('true') } })], to: [custom] });
      listener.addRule({ to: [old] });
    }),
    says: {
      'VirtualService frontend = bank--of--anthos--gateway-any': {
        'apiVersion': 'networking.istio.io/v1beta1',
        'spec.hosts': ['*'],
        'spec.gateways': ['bank-of-anthos-gateway'],
        'spec.http[0].match[0].uri.prefix': '/',
        'spec.http[0].match[0].headers.X-Beta-Tester.exact': 'true',
        'spec.http[0].route[0].destination.host': 'frontend',
        'spec.http[0].route[0].destination.subset': 'v0-2-0-custom',
        'spec.http[1].match[0].uri.prefix': '/',
        'spec.http[1].route[0].destination.host': 'frontend',
        'spec.http[1].route[0].destination.subset': 'v0-2-0',
      },
    },
    usually: FRONTEND,
    differs: { 'VirtualService spec.http[0].match[0].headers.*.exact': 'names of headers are written in lower case, as Envoy compares them' },
    besides: FRONTEND_BESIDES,
  },
  {
    source: `${REPOSITORY}/demos/bank-of-anthos-asm-manifests/demo-manifests/frontend-delay-fault-injection.yaml`,
    ours: () => frontend((listener, old) => listener.addRule({ to: [old], fault: Fault.delay(Duration.seconds(10), 50) })),
    says: {
      'VirtualService frontend = bank--of--anthos--gateway-any': {
        'apiVersion': 'networking.istio.io/v1beta1',
        'spec.hosts': ['*'],
        'spec.gateways': ['bank-of-anthos-gateway'],
        'spec.http[0].match[0].uri.prefix': '/',
        'spec.http[0].route[0].destination.host': 'frontend',
        'spec.http[0].route[0].destination.subset': 'v0-2-0',
        'spec.http[0].fault.delay.fixedDelay': '10s',
        'spec.http[0].fault.delay.percentage.value': 50,
      },
    },
    usually: FRONTEND,
    besides: FRONTEND_BESIDES,
  },
  {
    source: `${REPOSITORY}/docs/asm-installation-manifests: base/controlplane-configs.yaml, with-strict-mtls/peerauthentication.yaml`,
    ours: () => mesh('shop', () => undefined, { management: ManagedManagement.MANUAL }),
    says: {
      'ControlPlaneRevision asm-managed': {
        'apiVersion': 'mesh.cloud.google.com/v1beta1', 'metadata.labels.mesh.cloud.google.com/managed-cni-enabled': 'true', 'spec.type': 'managed_service', 'spec.channel': 'regular',
      },
      'PeerAuthentication default': { 'apiVersion': 'security.istio.io/v1beta1', 'spec.mtls.mode': 'STRICT' },
    },
    usually: ISTIO,
    besides: { ...FLEET_OBJECTS, Service: FLEET },
  },
];
