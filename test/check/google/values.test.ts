import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import {
  account, backendConfig, cluster, firewall, gateway, gatewayPolicy, healthCheck, healthCheckPolicy, hub, issuerOf, membership, multiClusterIngress, multiClusterService, partialPolicy, policyMember, pool, record, split, trust, verifying, zone,
} from '../grid/google-files';
import { backend, callers, compute, http, machines, neg, to } from '../grid/google-objects';
import { expectWellWorded } from '../wording';

/** What is found above information: severity, code and place. */
const found = (objects: readonly object[]) => checkManifests(objects.map((object) => ({ object, origin: {} })), {}, { checks: CHECKS, layers: LAYERS })
  .filter(({ severity }) => severity !== 'info').map((finding) => {
    expectWellWorded(finding);
    return `${finding.severity} ${finding.code} ${finding.object.kind}${finding.pointer}`;
  });

type Row = readonly [name: string, object: object | readonly object[], ...expected: string[]];
const each = (title: string, rows: readonly Row[]) => describe(title, () => {
  test.each(rows)('%s', (_, object, ...expected) => expect(found([object].flat() as object[])).toEqual(expected));
});

const SERVER = { requestPath: '/healthz' };
const CDN = { enabled: true };
each('GKE', [
  ['a cluster by its path', multiClusterService('projects/shop/locations/europe-west1/clusters/eu'), 'error MESH721 MultiClusterService/spec/clusters/1/link'],
  ['a cluster by its name and a slash', multiClusterService('/eu'), 'error MESH721 MultiClusterService/spec/clusters/1/link'],
  ['a path of a multi-cluster ingress', multiClusterIngress('cart'), 'error MESH721 MultiClusterIngress/spec/template/spec/rules/0/http/paths/0/path'],
  ['a path of a multi-cluster ingress with an asterisk', multiClusterIngress('/cart/*')],
  ['a path in the check of a BackendConfig', backendConfig({ healthCheck: { requestPath: 'healthz' } }), 'error MESH720 BackendConfig/spec/healthCheck/requestPath'],
  ['a timeout of a BackendConfig whose interval is GKE\'s', backendConfig({ healthCheck: { timeoutSec: 60 } })],
  ['a timeout as long as the interval', healthCheckPolicy({ checkIntervalSec: 10, timeoutSec: 10, config: { type: 'HTTP', httpHealthCheck: SERVER } })],
  ['a timeout above the interval of a policy', healthCheckPolicy({ checkIntervalSec: 10, timeoutSec: 11, config: { type: 'HTTP', httpHealthCheck: SERVER } }), 'error MESH720 HealthCheckPolicy/spec/default/timeoutSec'],
  ['settings of HTTP for a check of gRPC', healthCheckPolicy({ config: { type: 'GRPC', httpHealthCheck: SERVER } }), 'error MESH720 HealthCheckPolicy/spec/default/config/httpHealthCheck'],
  ['settings of both', healthCheckPolicy({ config: { type: 'GRPC', grpcHealthCheck: {}, httpHealthCheck: SERVER } }), 'error MESH016 HealthCheckPolicy/spec/default/config', 'error MESH720 HealthCheckPolicy/spec/default/config/httpHealthCheck'],
  ['settings of HTTPS for a check of HTTP', healthCheckPolicy({ config: { type: 'HTTP', httpsHealthCheck: SERVER } }), 'error MESH720 HealthCheckPolicy/spec/default/config/httpsHealthCheck'],
  ['Identity-Aware Proxy and a CDN', backendConfig({ iap: { enabled: true }, cdn: CDN }), 'error MESH723 BackendConfig/spec/cdn/enabled'],
  ['a CDN with Identity-Aware Proxy turned off', backendConfig({ iap: { enabled: false }, cdn: CDN })],
  ['values of a BackendConfig', backendConfig({ healthCheck: { type: 'GRPC', port: 70000 }, connectionDraining: { drainingTimeoutSec: 4000 }, logging: { sampleRate: 50 } }),
    'error MESH895 BackendConfig/spec/connectionDraining/drainingTimeoutSec', 'error MESH895 BackendConfig/spec/healthCheck/port', 'error MESH895 BackendConfig/spec/healthCheck/type', 'error MESH895 BackendConfig/spec/logging/sampleRate'],
  ['global access for an external regional class', [gateway('gke-l7-regional-external-managed'), gatewayPolicy({ allowGlobalAccess: true })], 'error MESH724 GCPGatewayPolicy/spec/default/allowGlobalAccess'],
  ['global access for an internal class', [gateway('gke-l7-rilb'), gatewayPolicy({ allowGlobalAccess: true })]],
  ['no global access for an external class', [gateway('gke-l7-gxlb'), gatewayPolicy({ allowGlobalAccess: false })]],
  ['a class with a typo', [gateway('gke-l7-rilb', 'inner'), gateway('gke-l7-global-external-manged')], 'warning MESH838 Gateway/spec/gatewayClassName'],
  ['a class that may be new', gateway('gke-l7-quic-edge-preview')],
]);

const IN_EU = issuerOf('shop-eu');
each('fleets and IAM', [
  ['the issuer of a cluster in another project', membership(issuerOf('shop-eu', 'projects/shop-dev/locations/europe-west1/clusters')), 'error MESH728 GKEHubMembership/spec/authority/issuer'],
  ['the issuer of a cluster in another region', membership(issuerOf('shop-eu', 'projects/shop-prod/locations/us-east1/clusters')), 'error MESH728 GKEHubMembership/spec/authority/issuer'],
  ['no issuer of GKE', membership('https://oidc.example.com'), 'error MESH728 GKEHubMembership/spec/authority/issuer'],
  ['the issuer of a zonal cluster', membership(issuerOf('shop-eu', 'projects/shop-prod/zones/europe-west1-b/clusters'), { external: '//container.googleapis.com/projects/shop-prod/locations/europe-west1-b/clusters/shop-eu' }), 'error MESH912 GKEHubMembership/spec/authority/issuer'],
  ['the cluster as an object', [cluster('shop-prod.svc.id.goog'), membership(IN_EU, { name: 'shop-eu' })]],
  ['the issuer of another cluster, and the cluster as an object', [cluster('shop-prod.svc.id.goog'), membership(issuerOf('shop-us'), { name: 'shop-eu' })], 'error MESH728 GKEHubMembership/spec/authority/issuer'],
  ['a cluster defined elsewhere', membership(issuerOf('shop-us'), { name: 'shop-eu' })],
  ['the pool of another project', cluster('shop-dev.svc.id.goog'), 'error MESH729 ContainerCluster/spec/workloadIdentityConfig/workloadPool'],
  ['no pool', cluster('shop-prod'), 'error MESH729 ContainerCluster/spec/workloadIdentityConfig/workloadPool'],
  ['a cluster of an unknown project', cluster('shop-dev.svc.id.goog', {})],
  ['a feature in a region', hub('GKEHubFeature', 'europe-west1'), 'error MESH725 GKEHubFeature/spec/location'],
  ['settings of a member in its region', hub('GKEHubFeatureMembership', 'europe-west1', { membershipLocation: 'europe-west1', membershipRef: { name: 'shop-eu' }, featureRef: { name: 'servicemesh' }, mesh: { management: 'MANAGEMENT_AUTOMATIC' } }), 'error MESH725 GKEHubFeatureMembership/spec/location'],
  ...['user:a@example.com', 'group:a@example.com', 'domain:example.com', 'allUsers', 'allAuthenticatedUsers', 'projectEditor:shop-prod', 'deleted:user:a@example.com?uid=1', 'serviceAccount:1-compute@developer.gserviceaccount.com', 'serviceAccount:shop-prod.svc.id.goog[shop/cart]',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/shop-prod.svc.id.goog/subject/ns/shop/sa/cart', 'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/shop-prod.svc.id.goog/namespace/shop',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github/subject/repo:shop'].map((member): Row => [member, policyMember(member)]),
  ...['a@example.com', 'User:a@example.com', 'serviceaccount:a@shop-prod.iam.gserviceaccount.com', 'user:a@shop-prod.iam.gserviceaccount.com', 'user:', 'shop-prod.svc.id.goog[shop/cart]', 'serviceAccount:shop-prod.svc.id.goog[cart]',
    'serviceAccount:shop-prod.svc.id.goog[shop/]', 'serviceAccount:shop-prod.svc.id.goog[ns/shop/cart]', 'serviceAccount:shop-prod.svc.id.goog/shop/cart', 'serviceAccount:svc.id.goog[shop/cart]',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/shop-prod.svc.id.goog/subject/shop/cart'].map((member): Row => [member, policyMember(member), 'error MESH726 IAMPolicyMember/spec/member']),
  ['the second member of a partial policy', partialPolicy('user:a@example.com', 'b@example.com'), 'error MESH726 IAMPartialPolicy/spec/bindings/0/members/1/member'],
  ...['cart@shop-prod.iam.gserviceaccount.com', '1-compute@developer.gserviceaccount.com', 'shop-prod@appspot.gserviceaccount.com', 'cart@shop-prod.example.com.iam.gserviceaccount.com', 'GSA_NAME@GSA_PROJECT.iam.gserviceaccount.com'].map((email): Row => [email, account(email)]),
  ...['cart', 'serviceAccount:cart@shop-prod.iam.gserviceaccount.com', 'cart@shop-prod.gserviceaccount.com', 'cart@iam.gserviceaccount.com', 'cart@shop-prod.iam.gserviceaccounts.com', 'a@example.com']
    .map((email): Row => [email, account(email), 'error MESH722 ServiceAccount/metadata/annotations/iam.gke.io~1gcp-service-account']),
  ['a tier in lower case', pool('enterprise'), 'error MESH727 PrivateCACAPool/spec/tier'],
  ['a trust configuration with a name of its own', trust('shop'), 'error MESH727 TrustConfig/metadata/name'],
]);

each('names in Cloud DNS', [
  ['a zone and its records', [zone('example.com.'), record('example.com.'), { ...record('*.example.com.'), metadata: { name: 'all', namespace: 'net' } }]],
  ['a zone and a record without a dot', [zone('example.com'), record('cart.example.com')], 'error MESH727 DNSManagedZone/spec/dnsName', 'error MESH727 DNSRecordSet/spec/name'],
  ['a record of a look-alike domain', [zone('example.com.'), record('cart.myexample.com.')], 'error MESH919 DNSRecordSet/spec/name'],
  ['an alias without a dot', record('cart.example.com.', 'CNAME', ['web.example.com']), 'error MESH919 DNSRecordSet/spec/rrdatas/0'],
  ['names among addresses', record('cart.example.com.', 'A', ['10.0.0.1', 'web.example.com.']), 'error MESH919 DNSRecordSet/spec/rrdatas/1'],
  ['an IPv4 address as AAAA', record('cart.example.com.', 'AAAA', ['fd00::1', '10.0.0.1']), 'error MESH919 DNSRecordSet/spec/rrdatas/1'],
  ['text', record('cart.example.com.', 'TXT', ['"any text"'])],
]);

const IN = { direction: 'INGRESS', sourceRanges: ['10.0.0.0/8'] };
const tcp = (...ports: string[]) => ({ allow: [{ protocol: 'tcp', ports }] });
each('firewalls', [
  ['ingress by default', firewall({ sourceRanges: ['10.0.0.0/8', 'fd00::/8', '10.1.2.3'], ...tcp('80', '8000-8100') })],
  ['allow and deny', firewall({ ...IN, ...tcp('80'), deny: [{ protocol: 'udp' }] }), 'error MESH898 ComputeFirewall/spec/deny'],
  ['a range too long, a reversed range, no port of ICMP', firewall({ sourceRanges: ['10.0.0.0/33'], allow: [{ protocol: 'tcp', ports: ['90-80'] }, { protocol: 'icmp', ports: ['80'] }] }),
    'error MESH899 ComputeFirewall/spec/allow/0/ports/0', 'error MESH899 ComputeFirewall/spec/allow/1/ports/0', 'error MESH899 ComputeFirewall/spec/sourceRanges/0'],
  ['a protocol of applications', firewall({ ...IN, allow: [{ protocol: 'http', ports: ['80'] }] }), 'error MESH899 ComputeFirewall/spec/allow/0/protocol'],
  ['protocols by number', firewall({ ...IN, allow: [{ protocol: '6', ports: ['80'] }, { protocol: '112' }, { protocol: 'TCP', ports: ['443'] }] })],
]);

const PRINCIPAL = (principal: string) => callers({ sources: [{ principals: [principal] }] });
each('service routing', [
  ...['spiffe://shop-prod.svc.id.goog/ns/shop/sa/web', 'spiffe://shop-prod.svc.id.goog/ns/shop/*', '*/sa/web', 'spiffe://corp.example/any/path'].map((principal): Row => [principal, PRINCIPAL(principal)]),
  ...['spiffe://shop-prod.svc.id.goog/ns/shop/web', 'spiffe://shop-prod.svc.id.goog/shop/web', 'spiffe://shop-prod.svc.id.goog/ns/shop', 'spiffe://shop-prod.svc.id.goog']
    .map((principal): Row => [principal, PRINCIPAL(principal), 'error MESH535 NetworkSecurityAuthorizationPolicy/spec/rules/0/sources/0/principals/0']),
  ['an identity of servers without sa', verifying('spiffe://shop-prod.svc.id.goog/ns/shop/cart'), 'error MESH897 ComputeBackendService/spec/securitySettings/subjectAltNames/0'],
  ['a DNS name of servers', verifying('cart.example.com')],
  ['TCP by RATE', backend({ protocol: 'TCP', backend: [{ ...neg(), balancingMode: 'RATE', maxRatePerEndpoint: 5 }] }), 'error MESH544 ComputeBackendService/spec/backend/0/balancingMode'],
  ['TCP by connections', backend({ protocol: 'TCP', backend: [{ ...neg(), balancingMode: 'CONNECTION', maxConnectionsPerEndpoint: 5 }] })],
  ['more than all of a capacity', backend({ backend: [{ ...machines, balancingMode: 'UTILIZATION', capacityScaler: 0.5 }, { ...machines, balancingMode: 'UTILIZATION', capacityScaler: 1.5 }] }), 'error MESH544 ComputeBackendService/spec/backend/1/capacityScaler'],
  ['names of Compute Engine', backend({ loadBalancingScheme: 'INTERNAL_SELFMANAGED', localityLbPolicy: 'LEAST_REQUESTS' }), 'error MESH900 ComputeBackendService/spec/loadBalancingScheme', 'error MESH900 ComputeBackendService/spec/localityLbPolicy'],
  ['a scheme of a forwarding rule', compute('ComputeForwardingRule', 'edge', { loadBalancingScheme: 'EXTERNAL_MANAGE', portRange: '80-80' }), 'error MESH900 ComputeForwardingRule/spec/loadBalancingScheme'],
  ['a port of a forwarding rule', compute('ComputeForwardingRule', 'edge', { loadBalancingScheme: 'EXTERNAL_MANAGED', portRange: '80-80000' }), 'error MESH532 ComputeForwardingRule/spec/portRange'],
  ['a port of a health check', healthCheck('tcp', { port: 80000 }), 'error MESH532 ComputeHealthCheck/spec/tcpHealthCheck/port'],
  ['a path of a health check over HTTP/2', healthCheck('http2', { port: 80, requestPath: 'healthz' }), 'error MESH720 ComputeHealthCheck/spec/http2HealthCheck/requestPath'],
  ['a path of a route', http({ ...to('cart'), urlRewrite: { pathPrefixRewrite: 'cart' } }, { prefixMatch: '/shop' }), 'error MESH891 NetworkServicesHTTPRoute/spec/rules/0/action/urlRewrite/pathPrefixRewrite'],
  ['a weight below zero', split(-1, 10), 'error MESH920 NetworkServicesHTTPRoute/spec/rules/0/action/destinations/0/weight'],
  ['only zeros', split(0, 0), 'error MESH920 NetworkServicesHTTPRoute/spec/rules/0/action/destinations'],
  ['all to one', split(0, 100)],
]);
