import type { Case } from './case';
import { backend, callers, compute, connector, machines, neg, PRINCIPAL } from './google-objects';

type Objects = Case['bad'];

/** Values that Google refuses, in objects of GKE and of Config Connector. Everything else is elsewhere. */
const rule = (code: string, bad: Objects, good: Objects, more: Partial<Case> = {}): Case => ({ code, bare: true, world: { complete: false }, bad, good, ...more });

const gke = (kind: string, spec: object, name = 'cart', apiVersion = 'networking.gke.io/v1') => ({ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec });
const healthPolicy = (settings: object) => gke('HealthCheckPolicy', { targetRef: { group: '', kind: 'Service', name: 'cart' }, default: settings });
const backendConfig = (spec: object) => gke('BackendConfig', spec, 'cart', 'cloud.google.com/v1');
const healthCheck = (spec: object) => compute('ComputeHealthCheck', 'cart', spec);
const ingress = (path: string) => gke('MultiClusterIngress', { template: { spec: { backend: { serviceName: 'cart', servicePort: 80 }, rules: [{ host: 'a.example.com', http: { paths: [{ path: '/ok', backend: { serviceName: 'cart', servicePort: 80 } }, { path, backend: { serviceName: 'cart', servicePort: 80 } }] } }] } } });
const linked = (...links: string[]) => gke('MultiClusterService', { template: { spec: { selector: { app: 'cart' }, ports: [{ name: 'web', protocol: 'TCP', port: 80, targetPort: 8080 }] } }, clusters: links.map((link) => ({ link })) });
const gateway = (gatewayClassName: string) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'shop' }, spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } });
const GLOBAL_ACCESS = gke('GCPGatewayPolicy', { targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }, default: { allowGlobalAccess: true } });
const hub = (kind: string, location: string) => connector('gkehub', kind, 'servicemesh', { location, ...(kind === 'GKEHubFeature' ? { resourceID: 'servicemesh' } : {}) });
const granted = (...members: string[]) => members.map((member, i) => connector('iam', 'IAMPolicyMember', `m${i}`, { location: undefined, projectRef: undefined, member, role: 'roles/viewer', resourceRef: { kind: 'Project', external: 'projects/shop-prod' } }));
const granting = (...members: string[]) => connector('iam', 'IAMPolicy', 'p', { location: undefined, projectRef: undefined, bindings: [{ role: 'roles/viewer', members }], resourceRef: { kind: 'Service', name: 'x' } });
const pool = (tier: string) => connector('privateca', 'PrivateCACAPool', 'mesh', { location: 'europe-west1', tier });
const certificates = (name: string) => ({ apiVersion: 'security.cloud.google.com/v1', kind: 'WorkloadCertificateConfig', metadata: { name }, spec: { keyAlgorithm: { rsa: { modulusSize: 4096 } }, certificateAuthorityConfig: { certificateAuthorityServiceConfig: { endpointURI: '//privateca.googleapis.com/projects/p/locations/europe-west1/caPools/mesh' } } } });
const record = (name: string) => connector('dns', 'DNSRecordSet', 'a', { location: undefined, projectRef: undefined, name, type: 'A', ttl: 300, managedZoneRef: { external: 'zone' }, rrdatas: ['10.0.0.1'] });
const account = (email: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart', namespace: 'shop', annotations: { 'iam.gke.io/gcp-service-account': email } } });
const member = (issuerOf: string) => connector('gkehub', 'GKEHubMembership', 'eu', {
  location: 'europe-west1', projectRef: undefined, authority: { issuer: `https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/${issuerOf}` }, endpoint: { gkeCluster: { resourceRef: { external: '//container.googleapis.com/projects/shop-prod/locations/europe-west1/clusters/eu' } } },
});
const cluster = (project: string) => ({ apiVersion: 'container.cnrm.cloud.google.com/v1beta1', kind: 'ContainerCluster', metadata: { name: 'eu', namespace: 'net', annotations: { 'cnrm.cloud.google.com/project-id': 'shop-prod' } }, spec: { location: 'europe-west1', workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` } } });
const firewall = (spec: object) => compute('ComputeFirewall', 'mesh', { location: undefined, networkRef: { external: 'default' }, allow: [{ protocol: 'tcp', ports: ['8080'] }], ...spec });
const balanced = (protocol: string, balancing: object) => backend({ protocol, backend: [{ ...neg(), ...balancing }] });
const RATE = { balancingMode: 'RATE', maxRatePerEndpoint: 100 };
const CONNECTION = { balancingMode: 'CONNECTION', maxConnectionsPerEndpoint: 100 };

export const GOOGLE_VALUES: readonly Case[] = [
  rule('MESH720', [healthPolicy({ timeoutSec: 20, checkIntervalSec: 10 })], [healthPolicy({ timeoutSec: 10, checkIntervalSec: 10 })]),
  rule('MESH720', [backendConfig({ healthCheck: { timeoutSec: 20, checkIntervalSec: 10, type: 'HTTP', requestPath: 'healthz' } })], [backendConfig({ healthCheck: { timeoutSec: 5, checkIntervalSec: 10, type: 'HTTP', requestPath: '/healthz' } })], { severity: ['error', 'error'] }),
  rule('MESH720', [healthCheck({ timeoutSec: 6, tcpHealthCheck: { port: 80 } })], [healthCheck({ timeoutSec: 5, tcpHealthCheck: { port: 80 } })]),
  rule('MESH720', [healthCheck({ checkIntervalSec: 3, httpHealthCheck: { port: 80, requestPath: 'ready' } })], [healthCheck({ checkIntervalSec: 3, timeoutSec: 3, httpHealthCheck: { port: 80, requestPath: '/ready' } })], { severity: ['error', 'error'] }),
  rule('MESH720', [healthPolicy({ config: { type: 'HTTP', grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } } })], [healthPolicy({ config: { type: 'GRPC', grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } } })]),
  rule('MESH721', [ingress('cart/*')], [ingress('/cart/*')]),
  rule('MESH721', [linked('europe-west1/eu', 'us')], [linked('europe-west1/eu', 'us-central1/us')]),
  rule('MESH722', [account('cart@shop-prod')], [account('cart@shop-prod.iam.gserviceaccount.com')]),
  rule('MESH722', [account('serviceAccount:cart@shop-prod.iam.gserviceaccount.com')], [account('482913370156-compute@developer.gserviceaccount.com')]),
  rule('MESH723', [backendConfig({ iap: { enabled: true, oauthclientCredentials: { secretName: 'x' } }, cdn: { enabled: true } })], [backendConfig({ iap: { enabled: true, oauthclientCredentials: { secretName: 'x' } }, cdn: { enabled: false } })]),
  rule('MESH724', [gateway('gke-l7-regional-external-managed'), GLOBAL_ACCESS], [gateway('gke-l7-rilb'), GLOBAL_ACCESS]),
  rule('MESH724', [gateway('gke-l7-gxlb-mc'), GLOBAL_ACCESS], [gateway('gke-l7-rilb-mc'), GLOBAL_ACCESS]),
  rule('MESH725', [hub('GKEHubFeature', 'europe-west1')], [hub('GKEHubFeature', 'global')]),
  rule('MESH726', granted('ann@example.com', 'user:bob@example.com', 'cart@shop-prod.iam.gserviceaccount.com'), granted('user:ann@example.com', 'allAuthenticatedUsers', 'serviceAccount:cart@shop-prod.iam.gserviceaccount.com'), { severity: ['error', 'error'] }),
  rule('MESH726', [granting('serviceAccount:shop-prod.svc.id.goog[cart]', 'group:x@example.com')], [granting('serviceAccount:shop-prod.svc.id.goog[shop/cart]', 'group:x@example.com')]),
  rule('MESH726', granted('serviceaccount:cart@shop-prod.iam.gserviceaccount.com', 'AllUsers'), granted('principal://iam.googleapis.com/projects/482913370156/locations/global/workloadIdentityPools/x/subject/y'), { severity: ['error', 'error'] }),
  rule('MESH727', [pool('ENTERPRIZE')], [pool('ENTERPRISE')]),
  rule('MESH727', [certificates('mesh')], [certificates('default')]),
  rule('MESH727', [record('a.example.com')], [record('a.example.com.')]),
  rule('MESH728', [member('us')], [member('eu')]),
  rule('MESH729', [cluster('shop-test')], [cluster('shop-prod')]),
  rule('MESH749', [firewall({ direction: 'EGRESS', sourceTags: ['web'] })], [firewall({ direction: 'EGRESS', targetTags: ['web'] })]),
  rule('MESH532', [firewall({ allow: [{ protocol: 'tcp', ports: ['8080-70000', '0', '80'] }], sourceRanges: ['10.0.0.0/8'] })], [firewall({ allow: [{ protocol: 'tcp', ports: ['8080-9000'] }], sourceRanges: ['10.0.0.0/8'] })]),
  rule('MESH532', [healthCheck({ grpcHealthCheck: { port: 70000 } })], [healthCheck({ grpcHealthCheck: { port: 7000 } })]),
  rule('MESH535', [callers({ sources: [{ principals: [PRINCIPAL.replace('/sa/', '/')] }] })], [callers({ sources: [{ principals: [PRINCIPAL] }] })]),
  rule('MESH544', [balanced('TCP', RATE)], [balanced('TCP', CONNECTION)]),
  rule('MESH544', [backend({ protocol: 'SSL', backend: [{ ...machines, balancingMode: 'RATE', maxRatePerInstance: 9 }] })], [balanced('HTTP2', RATE)]),
  rule('MESH838', [gateway('gke-l7-regional-external-manged')], [gateway('gke-l7-regional-external-managed')]),
  rule('MESH838', [gateway('gke-l7-gxbl-mc')], [gateway('gke-l7-cross-regional-internal-managed-mc')]),
];
