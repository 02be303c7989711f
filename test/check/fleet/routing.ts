import { deployment, namespace, net, object, sec, type Fleet } from './fixture';

const SERVICES = 'networkservices.cnrm.cloud.google.com/v1beta1';
const COMPUTE = 'compute.cnrm.cloud.google.com/v1beta1';
const MESH = { meshes: [{ name: 'shop' }] };

const route = (kind: string, name: string, spec: any) => object(SERVICES, `NetworkServices${kind}`, `routing/${name}`, { spec: { location: 'global', projectRef: { external: 'projects/p' }, rules: [], ...spec } });
const http = (name: string, spec: any) => route('HTTPRoute', name, { ...MESH, hostnames: [name], ...spec });
const action = (given: any) => ({ rules: [{ action: given }] });
const to = (name: string, weight?: number) => ({ serviceRef: { name }, ...(weight === undefined ? {} : { weight }) });
const backend = (name: string, spec: any) => object(COMPUTE, 'ComputeBackendService', `routing/${name}`, { spec: { location: 'global', loadBalancingScheme: 'INTERNAL_SELF_MANAGED', protocol: 'HTTP', ...spec } });
const gateway = (name: string, spec: any) => object(SERVICES, 'NetworkServicesGateway', `routing/${name}`, { spec: { location: 'global', projectRef: { external: 'projects/p' }, type: 'OPEN_MESH', scope: 'edge', ports: [80], ...spec } });
const policy = (spec: any) => object(SERVICES, 'NetworkServicesEndpointPolicy', 'routing/cart', {
  spec: {
    location: 'global',
    projectRef: { external: 'projects/p' },
    type: 'SIDECAR_PROXY',
    endpointMatcher: { metadataLabelMatcher: { metadataLabelMatchCriteria: 'MATCH_ALL', metadataLabels: [{ labelName: 'service', labelValue: 'cart' }] } },
    ...spec,
  },
});
const neg = (name: string, group: string) => object('v1', 'Service', `shop/${name}`, { spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] } }, {
  annotations: { 'cloud.google.com/neg': JSON.stringify({ exposed_ports: { 80: { name: group } } }) },
});
const tls = (spec: any) => object('networksecurity.cnrm.cloud.google.com/v1beta1', 'NetworkSecurityServerTLSPolicy', 'routing/tls', { spec: { location: 'global', ...spec } });
const knative = (annotations: any) => object('serving.knative.dev/v1', 'Service', 'shop/run', { spec: { template: { metadata: { annotations }, spec: { containers: [{ image: 'run:1' }] } } } });
const run = (template: any) => object('run.cnrm.cloud.google.com/v1beta1', 'RunService', 'routing/run', { spec: { location: 'europe-west1', projectRef: { external: 'p' }, template } });
const vs = (spec: any) => net('VirtualService', 'shop/cart', { hosts: ['cart.shop.svc.cluster.local'], gateways: ['external-mesh'], http: [{ route: [{ destination: { host: 'cart' } }] }], ...spec });
const gcp = (regions: string[]) => object('networking.gke.io/v1', 'GCPBackend', 'shop/run', { spec: { type: 'CloudRun', cloudRun: { service: 'run', regions } } });

const certificate = { certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } };
const proxyless = deployment('shop/client', { initContainers: [{ name: 'init', image: 'gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.20.0', args: ['--node-metadata=service=client'] }] });
const sidecar = (labels: object) => deployment('shop/cart', {}, { 'cloud.google.com/proxyMetadata': JSON.stringify(labels) });
const retried = { destinations: [to('a')], retryPolicy: { numRetries: 2 } };
const fault = { faultInjectionPolicy: { abort: { httpStatus: 503, percentage: 1 } } };
const serverless = [{ group: { networkEndpointGroupRef: { external: 'https://www.googleapis.com/compute/v1/projects/p/regions/r/networkEndpointGroups/run' } } }];
const group = { group: { networkEndpointGroupRef: { external: 'projects/p/zones/europe-west1-b/networkEndpointGroups/a' } } };
const checked = { healthChecks: [{ healthCheckRef: { name: 'a' } }] };
const connections = { ...group, balancingMode: 'CONNECTION', maxConnectionsPerEndpoint: 100 };
const MESH_OF_RUN = { 'run.googleapis.com/mesh': 'projects/p/locations/global/meshes/shop' };

interface Case { readonly bad: Fleet; readonly good: Fleet; readonly pointer?: string; readonly severity?: string }

const one = (...management: any[]): Fleet => ({ management });

/** Cases of the rules of service routing and of Cloud Run. */
export const ROUTING_GRID: { readonly [id: string]: Case } = {
  'G-TD1': { bad: one(http('a', { hostnames: ['cart', 'a'] }), http('b', { hostnames: ['b', 'cart'] })), good: one(http('a', {}), http('b', {}), http('c', { hostnames: ['a'], meshes: [{ name: 'other' }] })), pointer: '/spec/hostnames/1' },
  'G-TD2': { bad: one(route('TCPRoute', 'a', {})), good: one(route('TCPRoute', 'a', { gateways: [{ name: 'edge' }] })), pointer: '/spec' },
  'G-TD3': { bad: one(http('a', action({ destinations: [to('a', 1), to('b')] }))), good: one(http('a', action({ destinations: [to('a', 1), to('b', 0)] }))), pointer: '/spec/rules/0/action/destinations' },
  'G-TD4': { bad: one(http('a', action({ ...retried, ...fault }))), good: one(http('a', { rules: [{ action: retried }, { action: { destinations: [to('a')], ...fault } }] })) },
  'G-TD5': { bad: one(backend('a', { subsetting: { policy: 'NONE' } })), good: one(backend('a', {}), backend('lb', { loadBalancingScheme: 'INTERNAL', subsetting: { policy: 'NONE' } })) },
  'G-TD6': {
    bad: one(http('a', action({ destinations: [to('a')] })), backend('a', { localityLbPolicies: [{ policy: { name: 'ROUND_ROBIN' } }] })),
    good: one(route('GRPCRoute', 'a', { ...MESH, hostnames: ['a:80'], ...action({ destinations: [to('a')] }) }), backend('a', { localityLbPolicies: [{ policy: { name: 'ROUND_ROBIN' } }] })),
  },
  'G-TD7': { bad: one(backend('a', { consistentHash: { httpHeaderName: 'x' } })), good: one(backend('a', { localityLbPolicy: 'MAGLEV', consistentHash: { httpHeaderName: 'x' } })) },
  'G-TD8': { bad: one(backend('a', { backend: serverless, timeoutSec: 30 })), good: one(backend('a', { backend: serverless }), backend('b', { timeoutSec: 30 })), pointer: '/spec/timeoutSec' },
  'G-TD9': { bad: one(backend('a', { ...checked, backend: [connections] })), good: one(backend('a', { ...checked, backend: [{ ...group, balancingMode: 'RATE', maxRatePerEndpoint: 100 }] }), backend('b', { ...checked, protocol: 'TCP', backend: [connections] })) },
  'G-TD10': { bad: { eu: [neg('a', 'group'), neg('b', 'group')] }, good: { eu: [neg('a', 'a'), neg('b', 'b')] } },
  'G-TD11': { bad: { eu: [sidecar({ app: 'cart' })], management: [policy({})] }, good: { eu: [sidecar({ service: 'cart', namespace: 'shop' })], management: [policy({})] } },
  'G-TD12': { bad: one(gateway('edge', { addresses: ['10.0.0.1'] })), good: one(gateway('edge', {}), gateway('proxy', { type: 'SECURE_WEB_GATEWAY', ports: [8080], addresses: ['10.0.0.1'] })), pointer: '/spec/addresses' },
  'G-TD13': { bad: one(policy({ clientTlsPolicyRef: { name: 'tls' } })), good: one(policy({ serverTlsPolicyRef: { name: 'tls' } })) },
  'G-TD14': { bad: one(tls({ allowOpen: true, serverCertificate: certificate })), good: one(tls({ allowOpen: true, serverCertificate: certificate, mtlsPolicy: { clientValidationCa: [certificate] } })) },
  'G-TD15': { bad: one(object('networkservices.cnrm.cloud.google.com/v1alpha1', 'NetworkServicesServiceBinding', 'routing/a', { spec: {} })), good: one() },
  'G-TD16': {
    bad: { eu: [proxyless], management: [route('GRPCRoute', 'a', { ...MESH, hostnames: ['a:80'], ...action({ destinations: [to('a')] }) }), backend('a', { protocol: 'GRPC', localityLbPolicy: 'RANDOM' })] },
    good: { eu: [proxyless], management: [route('GRPCRoute', 'a', { ...MESH, hostnames: ['a:80'], ...action({ destinations: [to('a')] }) }), backend('a', { protocol: 'GRPC', localityLbPolicy: 'RING_HASH' })] },
  },
  'G-CR1': { bad: { eu: [knative(MESH_OF_RUN)] }, good: { eu: [knative({ ...MESH_OF_RUN, 'run.googleapis.com/network-interfaces': '[{"network":"default","subnetwork":"default"}]' })] } },
  'G-CR2': { bad: one(run({ serviceMesh: { meshRef: { name: 'shop' } } })), good: one(run({ containers: [] })), pointer: '/spec/template/serviceMesh' },
  'G-CR3': {
    bad: { eu: [namespace('shop'), sec('PeerAuthentication', 'shop/default', { mtls: { mode: 'STRICT' } }), vs({})] },
    good: { eu: [namespace('shop'), sec('PeerAuthentication', 'shop/default', { mtls: { mode: 'PERMISSIVE' } }), vs({})] },
    pointer: '/spec/http/0/route/0/destination/host',
    severity: 'error',
  },
  'G-CR4': { bad: { eu: [gcp(['europe-west1', 'us-central1'])] }, good: { eu: [gcp(['europe-west1'])] } },
};

/** Two services on one port of the mesh, and two distinguished by their addresses. */
export const TCP_ROUTES = {
  bad: ['a', 'b'].map((name) => route('TCPRoute', name, { ...MESH, rules: [{ matches: [{ address: '0.0.0.0/0', port: '3306' }], action: { destinations: [to(name)] } }] })),
  good: ['a', 'b'].map((name, i) => route('TCPRoute', name, { ...MESH, rules: [{ matches: [{ address: `10.0.${i}.0/24`, port: '3306' }], action: { destinations: [to(name)] } }] })),
};

/** A policy that allows everybody, and two that do not. */
export const ALLOWS = (spec: any) => object('networksecurity.cnrm.cloud.google.com/v1beta1', 'NetworkSecurityAuthorizationPolicy', 'routing/a', { spec: { location: 'global', projectRef: { external: 'projects/p' }, ...spec } });

/** Fields that clients outside Kubernetes ignore. */
export const EXTERNAL_MESH = vs({ exportTo: ['.'], http: [{ match: [{ sourceNamespace: 'x' }], route: [{ destination: { host: 'cart' } }] }] });

/** A backend service for VMs, and their instance group. */
export const machines = (given: { portName?: string; at?: string; ports?: string[]; location?: string; name?: string } = {}): Fleet => one(
  backend('stock', { ...checked, ...(given.portName ? { portName: given.portName } : {}), backend: [{ group: { instanceGroupRef: { external: `projects/p/${given.at ?? 'zones/europe-west1-b'}/instanceGroups/stock` } } }] }),
  object(COMPUTE, 'ComputeInstanceGroupManager', `routing/${given.name ?? 'stock'}`, {
    spec: {
      projectRef: { external: 'projects/p' },
      location: given.location ?? 'europe-west1-b',
      targetSize: 2,
      ...(given.name ? { resourceID: 'stock' } : {}),
      ...(given.ports ? { namedPorts: given.ports.map((name, i) => ({ name, port: 8080 + i })) } : {}),
    },
  }),
);

/** The same of an instance group that nobody manages, by its object. */
export const unmanaged = (ports: string[]): Fleet => one(
  backend('stock', { ...checked, backend: [{ group: { instanceGroupRef: { name: 'stock' } } }] }),
  object(COMPUTE, 'ComputeInstanceGroup', 'routing/stock', { spec: { zone: 'europe-west1-b', namedPort: ports.map((name) => ({ name, port: 80 })) } }),
);

/** A Service whose groups autoneg attaches to a backend service. */
export const autoneg = (annotation: string, spec: any): Fleet => ({
  eu: [object('v1', 'Service', 'shop/cart', { spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80 }] } }, { annotations: { 'controller.autoneg.dev/neg': annotation } })],
  management: [backend('cart', spec)],
});
