import type { Case } from './case';
import { backend, callers, endpoints, http, machines, mesh, neg, openMesh, PRINCIPAL, provider, route, SPIFFE, tlsPolicy, to } from './google-objects';

type Objects = Case['bad'];

/** A rule of service routing. The other objects of the mesh are elsewhere, unless `complete` is set. */
const rule = (code: string, bad: Objects, good: Objects, more: Partial<Case> = {}): Case => ({ code, bare: true, world: { complete: false }, bad, good, ...more });

const SECURE = [endpoints({ authorizationPolicyRef: { name: 'callers' }, serverTlsPolicyRef: { name: 'tls' } }), tlsPolicy('Server', { serverCertificate: SPIFFE, mtlsPolicy: { clientValidationCa: [SPIFFE] } })];

const ROUTES: readonly Case[] = [
  rule('MESH524', [route('HTTP', { hostnames: ['Cart.example.com'], rules: [{ action: to('cart') }] })], [route('HTTP', { hostnames: ['cart.example.com'], rules: [{ action: to('cart') }] })]),
  rule('MESH525', [http(to('cart'), { fullPathMatch: '/cart', prefixMatch: '/' })], [http(to('cart'), { fullPathMatch: '/cart' })]),
  rule('MESH526', [http({ ...to('cart'), retryPolicy: { numRetries: 2, retryConditions: ['503'] } })], [http({ ...to('cart'), retryPolicy: { numRetries: 2, retryConditions: ['5xx'] } })]),
  rule('MESH527', [http({ ...to('cart'), timeout: '500ms' })], [http({ ...to('cart'), timeout: '0.5s' })]),
  rule('MESH528', [http({ ...to('cart'), redirect: { hostRedirect: 'www.example.com' } })], [http({ redirect: { hostRedirect: 'www.example.com' } })]),
  rule('MESH529', [http({ ...to('cart'), faultInjectionPolicy: { abort: { httpStatus: 503, percentage: 101 } } })], [http({ ...to('cart'), faultInjectionPolicy: { abort: { httpStatus: 503, percentage: 10 } } })]),
  rule('MESH530', [http({ redirect: { httpsRedirect: true, responseCode: '302' } })], [http({ redirect: { httpsRedirect: true, responseCode: 'FOUND' } })]),
  rule('MESH531', [route('TCP', { rules: [{ matches: [{ address: 'fd00::/8', port: '5432' }], action: to('db') }] })], [route('TCP', { rules: [{ matches: [{ address: '10.0.0.0/8', port: '5432' }], action: to('db') }] })]),
  rule('MESH532', [mesh({ interceptionPort: 70000 })], [mesh({ interceptionPort: 15001 })]),
  rule('MESH533', [mesh({ location: 'europe-west1' })], [mesh()]),
  rule('MESH534', [openMesh('blue'), openMesh('green')], [openMesh('blue'), openMesh('green', { ports: [8443] })]),
  rule('MESH538', [http({ ...to('cart'), requestMirrorPolicy: { destination: { serviceRef: { name: 'copy' }, weight: 10 } } })], [http({ ...to('cart'), requestMirrorPolicy: { destination: { serviceRef: { name: 'copy' } } } })]),
  rule('MESH539', [mesh({}, '1shop')], [mesh({}, 'shop1')]),
];

const POLICIES: readonly Case[] = [
  rule('MESH535', [callers({ sources: [{ principals: ['cluster.local/ns/shop/sa/web'] }] })], [callers({ sources: [{ principals: [PRINCIPAL] }] })], { world: { complete: false } }),
  rule('MESH536', [tlsPolicy('Client', { clientCertificate: SPIFFE, serverValidationCa: [provider('default')] })], [tlsPolicy('Client', { clientCertificate: SPIFFE, serverValidationCa: [SPIFFE] })]),
  rule('MESH537', [callers({ sources: [{ principals: [PRINCIPAL] }] }), endpoints({ authorizationPolicyRef: { name: 'callers' } })], [callers({ sources: [{ principals: [PRINCIPAL] }] }), ...SECURE]),
];

const BACKENDS: readonly Case[] = [
  rule('MESH544', [backend({ backend: [neg()] })], [backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }] })]),
  rule('MESH545', [backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }, { ...machines, balancingMode: 'RATE', maxRatePerInstance: 100 }] })], [backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }] })]),
  rule('MESH546', [backend({ sessionAffinity: 'HEADER_FIELD', localityLbPolicy: 'RING_HASH' })], [backend({ sessionAffinity: 'HEADER_FIELD', localityLbPolicy: 'RING_HASH', consistentHash: { httpHeaderName: 'x-user' } })]),
  rule('MESH547', [backend({ healthChecks: undefined, backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }] })], [backend({ backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 100 }] })]),
  rule('MESH548', [http(to('cart')), backend({ protocol: 'TCP' })], [http(to('cart')), backend({})]),
  rule('MESH549', [http(to('cart')), backend({ loadBalancingScheme: 'EXTERNAL_MANAGED' })], [http(to('cart')), backend({})]),
];

const injector = (metadata: object): Case['bad'][number] => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'injector-mesh', namespace: 'istio-control' },
  data: { mesh: JSON.stringify({ defaultConfig: { discoveryAddress: 'trafficdirector.googleapis.com:443', proxyMetadata: { TRAFFICDIRECTOR_GCP_PROJECT_NUMBER: '482913370156', TRAFFICDIRECTOR_NETWORK_NAME: '', ...metadata } } }) },
});
const namespace = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
const pods = (annotations: object, more: { readonly labels?: object; readonly spec?: object } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'cart' } },
    template: { metadata: { labels: { app: 'cart', ...more.labels }, annotations }, spec: { containers: [{ name: 'cart', image: 'cart:1' }], ...more.spec } },
  },
});
const INJECTED = [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop' }), namespace({ 'istio-injection': 'enabled' })];
const BOOTSTRAP = { initContainers: [{ name: 'td-init', image: 'gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.19.0' }] };
const RANGES = 'cloud.google.com/excludeOutboundCIDRs';

const INJECTOR: readonly Case[] = [
  rule('MESH745', [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop', TRAFFICDIRECTOR_NETWORK_NAME: 'default' })], [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop' })]),
  rule('MESH745', [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: '', TRAFFICDIRECTOR_GCP_PROJECT_NUMBER: 'your-project-here' })], [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop' })], { severity: ['error', 'error'] }),
  rule('MESH745', [mesh({ resourceID: 'shop' }, 'other'), injector({ TRAFFICDIRECTOR_MESH_NAME: 'other' })], [mesh({ resourceID: 'shop' }, 'other'), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop' })], { severity: ['warning'] }),
  rule('MESH745', [injector({ TRAFFICDIRECTOR_MESH_NAME: 'gketd-shop', PROXY_STATS_PORT: '15006' })], [injector({ TRAFFICDIRECTOR_MESH_NAME: 'gketd-shop', PROXY_STATS_PORT: '15020' })]),
  rule('MESH745', [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop', PROXY_STATS_PORT: '15000' })], [mesh(), injector({ TRAFFICDIRECTOR_MESH_NAME: 'shop', PROXY_STATS_PORT: '15020' })]),
  rule('MESH746', [pods({ 'cloud.google.com/includeInboundPorts': '8080;9090' })], [pods({ 'cloud.google.com/includeInboundPorts': '8080,9090' })]),
  rule('MESH746', [pods({ [RANGES]: '*' })], [pods({ [RANGES]: '169.254.169.254/32, 10.0.0.0/8' })], { severity: ['warning', 'error'] }),
  rule('MESH746', [pods({ [RANGES]: '10.0.0.0/8' })], [pods({ [RANGES]: '10.0.0.0/8,169.254.169.254' })], { severity: ['warning'] }),
  rule('MESH746', [pods({ [RANGES]: '169.254.169.254/32', 'cloud.google.com/includeOutboundCIDRs': '10.0.0.0/8' })], [pods({ 'cloud.google.com/includeOutboundCIDRs': '10.0.0.0/8' })], { severity: ['warning'] }),
  rule('MESH746', [pods({ 'cloud.google.com/forwardPodLabels': 'true', 'cloud.google.com/proxyMetadata': '{"app":"cart"}' })], [pods({ 'cloud.google.com/forwardPodLabels': 'true' })], { severity: ['warning'] }),
  rule('MESH746', [pods({ 'cloud.google.com/enableManagedCerts': 'yes' })], [pods({ 'cloud.google.com/enableManagedCerts': 'true' })]),
  rule('MESH747', [...INJECTED, pods({}, { spec: BOOTSTRAP })], [...INJECTED, pods({ 'sidecar.istio.io/inject': 'false' }, { spec: BOOTSTRAP })]),
  rule('MESH747', [...INJECTED, pods({}, { labels: { 'sidecar.istio.io/inject': 'false' } })], [...INJECTED, pods({ 'sidecar.istio.io/inject': 'false' })]),
];

/** Google's service routing: routes, policies, backends and the sidecar injector. */
export const SERVICE_ROUTING: readonly Case[] = [...ROUTES, ...POLICIES, ...BACKENDS, ...INJECTOR];
