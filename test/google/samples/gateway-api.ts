import { Chart, Duration } from 'cdk8s';
import { type Sample, written } from './compare';
import { FLEET, FLEET_OBJECTS, PORT, SERVICE_OBJECTS, VERSION } from './reasons';
import {
  ControlPlane, Fleet, GatewayImplementation, GkeBackendPolicy, GkePolicyTarget, GoogleProject, GrpcMatch, HashKey, HttpMatch, LoadBalancer, Mesh, MeshFeature, MeshService, MutualTls, OutboundTraffic, ServicePort,
} from '../../../src';

const INTEROP = 'grpc/psm-interop/kubernetes-manifests/gamma';

/** Google's Gateway API mesh in a cluster of a fleet. */
function gamma(make: (chart: Chart) => void): readonly any[] {
  return written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
    const cluster = fleet.addGkeCluster('c1', { location: 'us-central1' });
    const mesh = new Mesh(cluster, 'mesh', {
      controlPlane: ControlPlane.gatewayApi({
        mesh: GatewayImplementation.cloudServiceMesh({ supports: ['MESH-GRPC', 'MESH-HTTP'] }), acknowledge: [{ feature: MeshFeature.HASH_COOKIE, reason: 'the sample has it' }],
      }),
      mtls: MutualTls.DISABLE,
      denyByDefault: false,
      scopeSidecars: false,
      outbound: OutboundTraffic.ALLOW_ANY,
    });
    const chart = new Chart(cluster, 'psm', { namespace: 'psm' });
    mesh.enroll(chart);
    make(chart);
  });
}

const server = (chart: Chart, port: ServicePort) => new MeshService(chart, 'psm-server', { ports: [port], image: 'server:1', proxyless: true });

const NAME = 'a route has the name of its service, and the service is its own frontend';
const USUAL = {
  '* apiVersion': VERSION,
  '* metadata.namespace': 'the sample has a placeholder',
  '* metadata.labels.owner': 'labels that only describe the sample',
  '*Route spec.parentRefs[0].name': NAME,
  '*Route spec.parentRefs[*].**': NAME,
  '*Route spec.rules[1].**': 'calls that no rule takes go to the service; in the sample they fail',
};
const BESIDES = { ...FLEET_OBJECTS, ...SERVICE_OBJECTS, GKEHubFeature: FLEET };

export const gatewayApi: readonly Sample[] = [
  {
    source: `${INTEROP}/route_http.yaml`,
    ours: () => gamma((chart) => {
      const s = server(chart, ServicePort.http(8080));
      s.addRule({ matches: [HttpMatch.exact('/grpc.testing.TestService/UnaryCall')], to: [s] });
    }),
    says: {
      'HTTPRoute route = psm-server': {
        'apiVersion': 'gateway.networking.k8s.io/v1beta1',
        'metadata.namespace': 'NAMESPACE',
        'metadata.labels.owner': 'xds-k8s-interop-test',
        'spec.parentRefs': [{ name: 'frontend', namespace: 'NAMESPACE', group: '', kind: 'Service' }],
        'spec.rules[0].matches': [{ path: { type: 'Exact', value: '/grpc.testing.TestService/UnaryCall' } }],
        'spec.rules[0].backendRefs': [{ name: 'psm-server', port: 8080 }],
      },
    },
    usually: USUAL,
    besides: BESIDES,
  },
  {
    source: `${INTEROP}/route_grpc.yaml, service.yaml, namespace.yaml`,
    ours: () => gamma((chart) => {
      const s = server(chart, ServicePort.grpc(8080));
      s.addGrpcRule({ matches: [GrpcMatch.method('grpc.testing.TestService', 'UnaryCall')], to: [s] });
    }),
    says: {
      'GRPCRoute route = psm-server': {
        'apiVersion': 'gateway.networking.k8s.io/v1',
        'metadata.namespace': 'NAMESPACE',
        'metadata.labels.owner': 'xds-k8s-interop-test',
        'spec.parentRefs': [{ name: 'frontend', namespace: 'NAMESPACE', group: '', kind: 'Service' }],
        'spec.rules[0].matches': [{ method: { service: 'grpc.testing.TestService', method: 'UnaryCall' } }],
        'spec.rules[0].backendRefs': [{ name: 'psm-server', port: 8080 }],
      },
      'Service psm-server': {
        'apiVersion': 'v1', 'metadata.namespace': 'NAMESPACE', 'metadata.labels.owner': 'xds-k8s-interop-test', 'spec.type': 'ClusterIP', 'spec.selector.app': 'psm-server', 'spec.ports[grpc]': { port: 8080, protocol: 'TCP', targetPort: 8080 },
      },
      'Namespace NAMESPACE = psm': { 'apiVersion': 'v1', 'metadata.labels.name': 'NAMESPACE', 'metadata.labels.owner': 'xds-k8s-interop-test', 'metadata.labels.mesh.cloud.google.com/csm-injection': 'proxyless' },
      'Deployment psm-server, part': { 'spec.template.metadata.labels.mesh.cloud.google.com/csm-injection': 'proxyless' },
    },
    usually: USUAL,
    differs: {
      'GRPCRoute spec.rules[0].matches[0].method.type': 'Exact is said, and is the default',
      'Service spec.type': 'the default',
      'Service metadata.labels.app': 'what selects the pods',
      'Service spec.ports[grpc].appProtocol': 'gRPC is HTTP/2 without TLS, which the name of the port alone does not tell',
      'Service spec.ports[grpc].name': PORT,
      'Service spec.ports[grpc].protocol': 'the default',
      'Namespace metadata.labels.*': 'labels that only describe the sample, and the injection that namespaces of the mesh have',
      'Namespace metadata.labels.mesh.cloud.google.com/csm-injection': 'pods without a proxy are told by their own label, which goes before that of the namespace',
    },
    besides: BESIDES,
  },
  {
    source: `${INTEROP}/backend_policy.yaml, session_affinity_policy_service.yaml`,
    ours: () => gamma((chart) => {
      const s = new MeshService(chart, 'psm-server', { ports: [ServicePort.http(8080)], image: 'server:1', policy: { loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'GSSA', ttl: Duration.seconds(50) })) } });
      new GkeBackendPolicy(chart, 'backend-policy', { target: GkePolicyTarget.service(s), connectionDraining: Duration.seconds(10) });
    }),
    says: {
      'GCPBackendPolicy backend-policy': {
        'apiVersion': 'networking.gke.io/v1', 'metadata.namespace': 'NAMESPACE', 'metadata.labels.owner': 'xds-k8s-interop-test', 'spec.targetRef': { group: '', kind: 'Service', name: 'psm-server' }, 'spec.default.connectionDraining.drainingTimeoutSec': 10,
      },
      'GCPSessionAffinityPolicy policy = psm-server': {
        'apiVersion': 'networking.gke.io/v1',
        'metadata.namespace': 'NAMESPACE',
        'metadata.labels.owner': 'xds-k8s-interop-test',
        'spec.statefulGeneratedCookie.cookieTtlSeconds': 50,
        'spec.targetRef': { name: 'psm-server', kind: 'Service', namespace: 'NAMESPACE', group: '' },
      },
    },
    usually: USUAL,
    differs: { 'GCPSessionAffinityPolicy spec.targetRef.namespace': 'the policy is in the namespace of its target' },
    besides: BESIDES,
  },
];
