import { account, deployment, FLEET, HUB_ALPHA, IAM, membership, meshOf, namespace, net, object, principal, role, service, type Fleet } from './fixture';
import { config, exported, type FleetCase, ISTIOD, one, TD, two } from './grid';
import { ALLOWS, autoneg, machines, TCP_ROUTES } from './routing';
import { backend, compute, http, mesh, neg, to } from '../grid/google-objects';

/** Objects of the cluster that runs Config Connector. */
const connected = (...objects: any[]): Fleet => ({ management: objects });
const FLEET_OF_TWO = [membership('eu'), membership('us')];
const runs = (serviceAccountName: string) => deployment('shop/cart', { serviceAccountName });
const pods = (labels: any, annotations?: any) => deployment('shop/cart', {}, annotations, { tier: 'cart', ...labels });
const behind = service('shop/cart', { selector: { tier: 'cart' } });
const admin = object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'cart', {
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'ServiceAccount', name: 'cart', namespace: 'shop' }],
});
const scope = object(HUB_ALPHA, 'GKEHubScope', 'fleet-admin/pay', { spec: { location: 'global', projectRef: { external: `projects/${FLEET}` }, namespaceLabels: { team: 'pay' } } });
const scoped = object(HUB_ALPHA, 'GKEHubNamespace', 'fleet-admin/pay-shop', {
  spec: { scopeRef: { name: 'pay' }, namespaceID: 'shop', namespaceLabels: { tier: 'gold' } },
});
const annotated = (annotations: any) => object('v1', 'Service', 'shop/cart', { spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80 }] } }, { annotations });
const remoteSecret = (cluster: string) => object('v1', 'Secret', `istio-system/istio-remote-secret-${cluster}`, { stringData: { [cluster]: 'kind: Config' } }, {
  labels: { 'istio/multiCluster': 'true' }, annotations: { 'networking.istio.io/cluster': cluster },
});
const istiodOf = (id: string) => deployment('istio-system/istiod', { containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.31.0', env: [{ name: 'CLUSTER_ID', value: id }] }] });
const trusting = (trustDomain: string, cluster: string, other: string) => [config('istio', `trustDomain: ${trustDomain}\n`), istiodOf(cluster), remoteSecret(other)];
const installed = ({ id, name }: { id: string; name: string }) => object('install.istio.io/v1alpha1', 'IstioOperator', 'istio-system/istio', {
  spec: { values: { global: { meshID: id, multiCluster: { clusterName: name }, network: name } } },
});
const telemetry = (ns: string) => object('telemetry.istio.io/v1', 'Telemetry', `${ns}/traces`, { spec: { tracing: [{ randomSamplingPercentage: 10 }] } });
const rapid = object('mesh.cloud.google.com/v1beta1', 'ControlPlaneRevision', 'istio-system/asm-managed-rapid', { spec: { type: 'managed_service', channel: 'rapid' } });
const options = (data: any) => object('v1', 'ConfigMap', 'istio-system/asm-options', { data });
const organization = (enforced: boolean) => object('resourcemanager.cnrm.cloud.google.com/v1beta1', 'ResourceManagerPolicy', 'fleet-admin/internet-groups', {
  spec: { projectRef: { external: FLEET }, constraint: 'constraints/compute.disableInternetNetworkEndpointGroup', booleanPolicy: { enforced } },
});
const multiClusterIngress = (servicePort: number) => [
  object('networking.gke.io/v1', 'MultiClusterIngress', 'shop/edge', { spec: { template: { spec: { backend: { serviceName: 'web', servicePort } } } } }),
  object('networking.gke.io/v1', 'MultiClusterService', 'shop/web', { spec: { template: { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] } } } }),
];
const healthCheckPolicy = (name: string, policy = 'shop/cart') => object('networking.gke.io/v1', 'HealthCheckPolicy', policy, {
  spec: { default: { config: { type: 'HTTP', httpHealthCheck: { requestPath: '/healthz' } } }, targetRef: { group: '', kind: 'Service', name } },
});
const firewall = (...sourceRanges: string[]) => object('compute.cnrm.cloud.google.com/v1beta1', 'ComputeFirewall', 'net/health-checks', {
  spec: { networkRef: { name: 'default' }, direction: 'INGRESS', sourceRanges, allow: [{ protocol: 'tcp' }] },
});
const checked = [
  backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }] }),
  compute('ComputeHealthCheck', 'cart', { httpHealthCheck: { port: 8080, requestPath: '/healthz' } }),
];
const routed = [mesh(), backend({}), compute('ComputeHealthCheck', 'cart', { httpHealthCheck: { port: 8080 } })];
const CLUSTERSET = 'cart.shop.svc.clusterset.local';
const calling = net('VirtualService', 'shop/web', { hosts: ['web.shop.svc.cluster.local'], http: [{ route: [{ destination: { host: CLUSTERSET } }] }] });
const restricted = config('istio', 'serviceSettings:\n- settings: { clusterLocal: true }\n  hosts: ["cart.shop.svc.cluster.local"]\n');
const poolRole = (resource: any) => role('certificates', 'serviceAccount:cart@shop-fleet.iam.gserviceaccount.com', {
  role: 'roles/privateca.certificateRequester', resourceRef: { apiVersion: 'privateca.cnrm.cloud.google.com/v1beta1', kind: 'PrivateCACAPool', ...resource },
});
const iamPolicy = object(IAM, 'IAMPolicy', 'fleet-admin/all', {
  spec: { bindings: [{ role: 'roles/viewer', members: ['user:a@b.example'] }], resourceRef: { apiVersion: 'resourcemanager.cnrm.cloud.google.com/v1beta1', kind: 'Project', external: `projects/${FLEET}` } },
});
const attached = (name: string) => autoneg(JSON.stringify({ backend_services: { 80: [{ name, max_rate_per_endpoint: 100 }] } }), {
  healthChecks: [{ healthCheckRef: { name: 'cart' } }],
  backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }],
});

/** Rules that the catalogue of Google's meshes and of fleets does not name, by their codes. */
export const BY_CODE: { readonly [code: string]: FleetCase } = {
  MESH570: { bad: connected(poolRole({ external: 'projects/shop-fleet/locations/europe-west1/caPools/mesh' })), good: connected(poolRole({ name: 'mesh' })) },
  MESH711: {
    bad: two(trusting('cluster.local', 'eu', 'us'), trusting('cluster.local', 'us-1', 'eu')),
    good: two(trusting('cluster.local', 'eu', 'us-1'), trusting('cluster.local', 'us-1', 'eu')),
  },
  MESH712: { bad: two(trusting('eu.example', 'eu', 'us'), trusting('us.example', 'us', 'eu')), good: two(trusting('shop.example', 'eu', 'us'), trusting('shop.example', 'us', 'eu')) },
  MESH716: { bad: one(remoteSecret('us')), good: one(), options: TD, severity: 'error' },
  MESH730: { bad: connected(...checked, firewall('10.0.0.0/8')), good: connected(...checked, firewall('35.191.0.0/16', '130.211.0.0/22')) },
  MESH731: { bad: one(annotated({ 'cloud.google.com/neg': '{"exposed_ports":{"8080":{}}}' })), good: one(annotated({ 'cloud.google.com/neg': '{"exposed_ports":{"80":{}}}' })) },
  MESH732: { bad: one(annotated({ 'networking.gke.io/app-protocols': '{"http":"http2"}' })), good: one(annotated({ 'networking.gke.io/app-protocols': '{"http":"HTTP2"}' })) },
  MESH733: { bad: connected(...routed, http(to('kart'))), good: connected(...routed, http(to('cart'))), severity: 'info' },
  MESH735: { bad: two([service('shop/cart'), runs('cart')], [service('shop/cart'), runs('basket')], FLEET_OF_TWO), good: two([service('shop/cart'), runs('cart')], [service('shop/cart'), runs('cart')], FLEET_OF_TWO) },
  MESH736: { bad: two([account('shop/cart'), admin], [account('shop/cart')], FLEET_OF_TWO), good: two([account('shop/cart')], [account('shop/cart')], FLEET_OF_TWO), severity: 'error' },
  MESH737: { bad: { eu: [namespace('shop', { team: 'web' })], management: [scope, scoped] }, good: { eu: [namespace('shop', { team: 'pay' })], management: [scope, scoped] } },
  MESH738: {
    bad: { eu: [namespace('shop'), account('shop/cart')], management: [membership('eu'), role('reader', principal(FLEET, 'shop', 'ghost'))] },
    good: { eu: [namespace('shop'), account('shop/cart')], management: [membership('eu'), role('reader', principal(FLEET, 'shop', 'cart'))] },
    severity: 'warning',
  },
  MESH739: { bad: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart')], FLEET_OF_TWO), good: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart'), exported('shop/cart')], FLEET_OF_TWO) },
  MESH740: { bad: one(rapid, telemetry('shop')), good: one(rapid, telemetry('istio-system')), options: TD },
  MESH741: { bad: one(options({ multicluster_mode: 'auto' })), good: one(options({ multicluster_mode: 'connected' })), options: TD },
  MESH742: { bad: { eu: [namespace('shop')], management: [membership('eu'), meshOf('eu'), organization(true)] }, good: { eu: [namespace('shop')], management: [membership('eu'), meshOf('eu'), organization(false)] }, options: TD },
  MESH743: { bad: one(...multiClusterIngress(8080)), good: one(...multiClusterIngress(80)) },
  MESH744: { bad: one(healthCheckPolicy('kart'), service('shop/cart')), good: one(healthCheckPolicy('cart'), service('shop/cart')), severity: 'info' },
  MESH748: { bad: one(healthCheckPolicy('cart'), healthCheckPolicy('cart', 'shop/second'), service('shop/cart')), good: one(healthCheckPolicy('cart'), healthCheckPolicy('web', 'shop/second'), service('shop/cart'), service('shop/web')) },
  MESH766: { bad: one(namespace('shop'), pods({}, { 'inject.istio.io/templates': 'sidecar,spire' })), good: one(namespace('shop'), pods({}, { 'inject.istio.io/templates': 'sidecar' })), options: ISTIOD },
  MESH767: {
    bad: one(behind, pods({ app: 'cart' }), { ...pods({ app: 'basket' }), metadata: { namespace: 'shop', name: 'basket' } }),
    good: one(behind, pods({ app: 'cart' }), { ...pods({ app: 'cart', version: 'v2' }), metadata: { namespace: 'shop', name: 'basket' } }),
    options: ISTIOD,
  },
  MESH910: { bad: two([service('shop/cart')], [membership('us')], [membership('eu')]), good: two([service('shop/cart')], [], [membership('eu'), membership('us')]) },
  MESH935: { bad: two([service('shop/cart'), service('shop/web'), calling], [service('shop/cart')]), good: two([service('shop/cart'), exported('shop/cart'), service('shop/web'), calling], [service('shop/cart'), exported('shop/cart')]) },
  MESH936: { bad: two([service('shop/cart'), exported('shop/cart'), restricted], [service('shop/cart'), exported('shop/cart')]), good: two([service('shop/cart'), exported('shop/cart')], [service('shop/cart'), exported('shop/cart')]) },
  MESH937: { bad: two([exported('shop/kart')], [service('shop/cart')]), good: two([exported('shop/cart'), service('shop/cart')], [service('shop/cart'), exported('shop/cart')]), severity: 'info' },
  MESH938: {
    bad: two([behind, pods({ 'service.istio.io/canonical-name': 'cart' })], [behind, pods({ 'service.istio.io/canonical-name': 'basket' })]),
    good: two([behind, pods({ 'service.istio.io/canonical-name': 'cart' })], [behind, pods({ 'service.istio.io/canonical-name': 'cart' })]),
    options: ISTIOD,
  },
  MESH939: { bad: two([installed({ id: 'mesh', name: 'one' })], [installed({ id: 'mesh', name: 'one' })]), good: two([installed({ id: 'mesh', name: 'one' })], [installed({ id: 'mesh', name: 'two' })]) },
  MESH940: { bad: two([installed({ id: 'mesh', name: 'one' })], [installed({ id: 'other', name: 'two' })]), good: two([installed({ id: 'mesh', name: 'one' })], [installed({ id: 'mesh', name: 'two' })]) },
  MESH954: { bad: connected(iamPolicy, role('viewer', 'user:a@b.example')), good: connected(role('viewer', 'user:a@b.example')) },
  MESH977: { bad: connected(...TCP_ROUTES.bad), good: connected(...TCP_ROUTES.good) },
  MESH978: { bad: connected(ALLOWS({ action: 'ALLOW' })), good: connected(ALLOWS({ action: 'ALLOW', rules: [{ sources: [{ principals: ['*'] }] }] })) },
  MESH985: { bad: machines({ ports: ['grpc'] }), good: machines({ ports: ['http'] }) },
  MESH986: { bad: machines({ ports: ['http'], at: 'zones/europe-west1-c' }), good: machines({ ports: ['http'] }) },
  MESH987: { bad: attached('cart'), good: attached('other') },
};
