import type { Case } from './case';
import { backend, compute, connector, http } from './google-objects';

type Objects = Record<string, any>;

/** A rule about one object of GKE or of Config Connector; others are elsewhere. */
const rule = (code: string, bad: Objects, good: Objects, beside: readonly Objects[] = []): Case => ({ code, bare: true, world: { complete: false }, bad: [bad, ...beside], good: [good, ...beside] });

const object = (apiVersion: string, kind: string, name: string, spec: object, meta: object = {}): Objects => ({ apiVersion, kind, metadata: { name, namespace: 'shop', ...meta }, spec });
const GKE = 'networking.gke.io/v1';

export const multiClusterService = (link: string) => object(GKE, 'MultiClusterService', 'web', {
  template: { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] } }, clusters: [{ link: 'us-east1/shop-us' }, { link }],
});
export const backendConfig = (spec: object) => object('cloud.google.com/v1', 'BackendConfig', 'web', spec);
export const healthCheckPolicy = (settings: object) => object(GKE, 'HealthCheckPolicy', 'web', { default: settings, targetRef: { group: '', kind: 'Service', name: 'web' } });
export const gatewayPolicy = (settings: object) => object(GKE, 'GCPGatewayPolicy', 'edge', { default: settings, targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' } });
export const gateway = (gatewayClassName: string, name = 'edge') => object('gateway.networking.k8s.io/v1', 'Gateway', name, { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] });
export const multiClusterIngress = (path: string) => object(GKE, 'MultiClusterIngress', 'edge', { template: { spec: { rules: [{ host: 'shop.example.com', http: { paths: [{ path, backend: { serviceName: 'web', servicePort: 80 } }] } }] } } });

const CLUSTER = 'projects/shop-prod/locations/europe-west1/clusters';
const HUB = { apiVersion: 'gkehub.cnrm.cloud.google.com/v1beta1' };
const ISSUER = 'https://container.googleapis.com/v1';
export const membership = (issuer: string, resourceRef: object = { external: `//container.googleapis.com/${CLUSTER}/shop-eu` }): Objects => ({
  ...HUB, kind: 'GKEHubMembership', metadata: { name: 'shop-eu', namespace: 'net', annotations: { 'cnrm.cloud.google.com/project-id': 'shop-prod' } }, spec: { location: 'global', authority: { issuer }, endpoint: { gkeCluster: { resourceRef } } },
});
export const issuerOf = (cluster: string, path = CLUSTER) => `${ISSUER}/${path}/${cluster}`;
export const cluster = (pool: string, annotations: object = { 'cnrm.cloud.google.com/project-id': 'shop-prod' }): Objects => ({
  apiVersion: 'container.cnrm.cloud.google.com/v1beta1', kind: 'ContainerCluster', metadata: { name: 'shop-eu', namespace: 'net', annotations }, spec: { location: 'europe-west1', workloadIdentityConfig: { workloadPool: pool } },
});
export const hub = (kind: string, location: string, spec: object = {}): Objects => connector('gkehub', kind, 'servicemesh', { location, ...spec });
const PROJECT = { apiVersion: 'resourcemanager.cnrm.cloud.google.com/v1beta1', kind: 'Project', external: 'projects/shop-prod' };
const iam = (kind: string, spec: object): Objects => ({ apiVersion: 'iam.cnrm.cloud.google.com/v1beta1', kind, metadata: { name: 'reader', namespace: 'net' }, spec: { ...spec, resourceRef: PROJECT } });
export const policyMember = (member: string) => iam('IAMPolicyMember', { member, role: 'roles/viewer' });
export const partialPolicy = (...members: string[]) => iam('IAMPartialPolicy', { bindings: [{ role: 'roles/viewer', members: members.map((member) => ({ member })) }] });
export const account = (email: string): Objects => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart', namespace: 'shop', annotations: { 'iam.gke.io/gcp-service-account': email } } });
export const pool = (tier: string) => connector('privateca', 'PrivateCACAPool', 'workloads', { location: 'europe-west1', tier });
export const trust = (name: string): Objects => ({
  apiVersion: 'security.cloud.google.com/v1',
  kind: 'TrustConfig',
  metadata: { name },
  spec: { trustStores: [{ trustDomain: 'shop-prod.svc.id.goog', trustAnchors: [{ certificateAuthorityServiceURI: '//privateca.googleapis.com/projects/shop-prod/locations/europe-west1/caPools/workloads' }] }] },
});
const dns = (kind: string, name: string, spec: object): Objects => ({ apiVersion: 'dns.cnrm.cloud.google.com/v1beta1', kind, metadata: { name, namespace: 'net' }, spec });
export const zone = (dnsName: string) => dns('DNSManagedZone', 'mesh', { dnsName, description: 'names of the mesh', visibility: 'private' });
export const record = (name: string, type = 'A', rrdatas = ['10.0.0.1']) => dns('DNSRecordSet', 'cart', { name, type, ttl: 60, managedZoneRef: { name: 'mesh' }, rrdatas });
export const firewall = (spec: object) => compute('ComputeFirewall', 'web', { location: undefined, networkRef: { external: 'projects/shop-prod/global/networks/default' }, ...spec });
const RANGES = ['10.0.0.0/8'];
const tcp = (...ports: string[]) => [{ protocol: 'tcp', ports }];
export const healthCheck = (type: string, settings: object) => compute('ComputeHealthCheck', 'cart', { [`${type}HealthCheck`]: settings });
export const verifying = (identity: string) => backend({ securitySettings: { clientTLSPolicyRef: { external: 'projects/shop-prod/locations/global/clientTlsPolicies/mesh' }, subjectAltNames: [identity] } });
export const split = (...weights: number[]) => http({ destinations: weights.map((weight, i) => ({ serviceRef: { name: `cart-v${i + 1}` }, weight })) });

export const GOOGLE_FILES: readonly Case[] = [
  rule('MESH891', http({ redirect: { pathRedirect: 'cart' } }), http({ redirect: { pathRedirect: '/cart' } })),
  rule('MESH895', backendConfig({ sessionAffinity: { affinityType: 'COOKIE' } }), backendConfig({ sessionAffinity: { affinityType: 'GENERATED_COOKIE' } })),
  rule('MESH897', verifying('spiffe://shop-prod.svc.id.goog/ns/shop/cart'), verifying('spiffe://shop-prod.svc.id.goog/ns/shop/sa/cart')),
  rule('MESH898', firewall({ sourceRanges: RANGES, allow: tcp('80'), deny: tcp('443') }), firewall({ sourceRanges: RANGES, allow: tcp('80') })),
  rule('MESH899', firewall({ sourceRanges: ['10.0.0.0/33'], allow: tcp('80') }), firewall({ sourceRanges: RANGES, allow: tcp('80') })),
  rule('MESH900', backend({ loadBalancingScheme: 'INTERNAL_SELF_MANGED' }), backend({})),
  rule('MESH919', record('cart.example.com.', 'CNAME', ['web.example.com']), record('cart.example.com.', 'CNAME', ['web.example.com.'])),
  rule('MESH920', split(0, 0), split(90, 10)),
];
