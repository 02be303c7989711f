import { validateSchema } from '../../../src/check/schema';
import { findKind, kindsOf } from '../../../src/crd/crds';
import { CrdSet } from '../../../src/crd/sets';

const judged = (apiVersion: string, kind: string, spec: object) =>
  validateSchema({ apiVersion, kind, metadata: { name: 'x', namespace: 'shop' }, spec }).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`);

const GROUPS = [
  'networkservices', 'networksecurity', 'compute', 'gkehub', 'privateca', 'certificatemanager', 'servicedirectory', 'networkconnectivity', 'iam',
].map((group) => `${group}.cnrm.cloud.google.com`);

test('Config Connector: every kind in the API groups that a mesh uses is known', () => {
  const kinds = new Set(kindsOf(CrdSet.CONFIG_CONNECTOR).filter(({ group }) => GROUPS.includes(group)).map(({ group, kind }) => `${group} ${kind}`));
  expect(kinds.size).toBe(148);
  for (const kind of ['servicedirectory ServiceDirectoryNamespace', 'networkconnectivity NetworkConnectivityServiceConnectionPolicy', 'compute ComputeBackendBucket', 'iam IAMWorkforcePool', 'networkservices NetworkServicesEdgeCacheService']) {
    const [group, name] = kind.split(' ');
    expect(kinds).toContain(`${group}.cnrm.cloud.google.com ${name}`);
  }
});

test('Config Connector: a project is optional, as its webhook uses that of the namespace; other references are not', () => {
  const [group, v] = ['networkservices.cnrm.cloud.google.com', 'v1beta1'];
  expect(judged(`${group}/${v}`, 'NetworkServicesMesh', { location: 'global' })).toEqual([]);
  expect(judged(`${group}/${v}`, 'NetworkServicesMesh', { location: 'global', projectRef: { name: 'a', external: 'b' } })).toEqual(['error MESH018 /spec/projectRef']);
  expect(judged('gkehub.cnrm.cloud.google.com/v1beta1', 'GKEHubFeatureMembership', { location: 'global', featureRef: { name: 'f' } })).toEqual(['error MESH013 /spec']);
  expect(judged('container.cnrm.cloud.google.com/v1beta1', 'ContainerCluster', { location: 'europe-west1', inTransitEncryptionConfig: 'IN_TRANSIT_ENCRYPTION_DISABLED' })).toEqual([]);
});

const CHAIN = { name: 'chain', extensions: [{ name: 'one', authority: 'ext.example.com', backendRef: { group: '', kind: 'Service', name: 'ext', port: 443 }, supportedEvents: ['RequestHeaders'], timeout: '1s' }] };
const GATEWAY = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' };
const chain = (extension: object) => ({ targetRefs: [GATEWAY], extensionChains: [{ ...CHAIN, extensions: [{ ...CHAIN.extensions[0], ...extension }] }] });
const MCI = (backend: object) => ({ template: { spec: { backend, rules: [{ host: 'a.example.com', http: { paths: [{ path: '/a', backend: { serviceName: 'a', servicePort: 'web' } }] } }] } } });
const DRAFT_TARGET = { group: 'apps', kind: 'Deployment', name: 'web' };
const DENY_ADMIN = [{ from: { sources: [{ principals: [{ type: 'Exact', value: 'p.svc.id.goog/ns/a/sa/b' }] }] }, to: { operations: [{ paths: [{ type: 'Prefix', value: '/admin' }] }] } }];
const RULES = [{ from: { sources: [{ principals: [{ principal: { type: 'Exact', value: 'spiffe://p.svc.id.goog/ns/a/sa/b' } }] }] } }];

test.each<[string, string, string, object, string[]]>([
  ['BackendConfig', 'cloud.google.com/v1', 'BackendConfig', { timeoutSec: 40, healthCheck: { type: 'HTTP', requestPath: '/healthz', port: 15021 }, logging: { enable: true, sampleRate: 0.5 }, customResponseHeaders: { headers: ['a: b'] } }, []],
  ['BackendConfig of another kind\'s words', 'cloud.google.com/v1', 'BackendConfig', { healthCheck: { httpHealthCheck: {} }, timeoutSec: '40' }, ['error MESH012 /spec/healthCheck/httpHealthCheck', 'error MESH011 /spec/timeoutSec']],
  ['BackendConfig, old version, logging', 'cloud.google.com/v1beta1', 'BackendConfig', { logging: { enable: true }, iap: { enabled: true } }, ['error MESH012 /spec/logging']],
  ['BackendConfig of a version that is none', 'cloud.google.com/v2', 'BackendConfig', {}, ['error MESH021 /apiVersion']],
  ['FrontendConfig', 'networking.gke.io/v1beta1', 'FrontendConfig', { sslPolicy: 'modern', redirectToHttps: { enabled: true, responseCodeName: 'PERMANENT_REDIRECT' } }, []],
  ['FrontendConfig with a number', 'networking.gke.io/v1beta1', 'FrontendConfig', { redirectToHttps: { responseCodeName: '301' } }, ['error MESH013 /spec/redirectToHttps', 'error MESH014 /spec/redirectToHttps/responseCodeName']],
  ['ManagedCertificate', 'networking.gke.io/v1', 'ManagedCertificate', { domains: ['shop.example.com'] }, []],
  ['ManagedCertificate for a wildcard', 'networking.gke.io/v1', 'ManagedCertificate', { domains: ['shop.example.com', '*.example.com'] }, ['error MESH015 /spec/domains/1']],
  ['MultiClusterIngress', 'networking.gke.io/v1', 'MultiClusterIngress', MCI({ serviceName: 'a', servicePort: 8080 }), []],
  ['MultiClusterIngress, beta', 'networking.gke.io/v1beta1', 'MultiClusterIngress', MCI({ serviceName: 'a', servicePort: 8080 }), []],
  ['MultiClusterIngress with a backend of Ingress v1', 'networking.gke.io/v1', 'MultiClusterIngress', MCI({ service: { name: 'a', port: { number: 8080 } } }), ['error MESH012 /spec/template/spec/backend/service', 'error MESH013 /spec/template/spec/backend', 'error MESH013 /spec/template/spec/backend']],
  ['MultiClusterIngress without template', 'networking.gke.io/v1', 'MultiClusterIngress', { rules: [] }, ['error MESH012 /spec/rules', 'error MESH013 /spec']],
  ['MultiClusterService', 'networking.gke.io/v1', 'MultiClusterService', { clusters: [{ link: 'us-central1-a/east' }], template: { spec: { selector: { app: 'a' }, ports: [{ name: 'web', protocol: 'TCP', port: 8080, targetPort: 8080 }] } } }, []],
  ['MultiClusterService with names of clusters and no port', 'networking.gke.io/v1', 'MultiClusterService', { clusters: ['east'], template: { spec: { ports: [{ targetPort: 8080 }] } } }, ['error MESH011 /spec/clusters/0', 'error MESH013 /spec/template/spec/ports/0']],
  ['GCPTrafficExtension', 'networking.gke.io/v1', 'GCPTrafficExtension', chain({}), []],
  ['GCPTrafficExtension without events', 'networking.gke.io/v1', 'GCPTrafficExtension', chain({ supportedEvents: undefined }), ['error MESH013 /spec/extensionChains/0/extensions/0']],
  ['GCPTrafficExtension of two callees', 'networking.gke.io/v1', 'GCPTrafficExtension', chain({ googleAPIServiceName: 'modelarmor.us-central1.rep.googleapis.com' }), ['error MESH019 /spec/extensionChains/0/extensions/0', 'error MESH019 /spec/extensionChains/0/extensions/0']],
  ['GCPTrafficExtension that waits for a minute', 'networking.gke.io/v1', 'GCPTrafficExtension', chain({ timeout: '1m' }), ['error MESH019 /spec/extensionChains/0/extensions/0']],
  ['GCPTrafficExtension, Service without port', 'networking.gke.io/v1', 'GCPTrafficExtension', chain({ backendRef: { group: '', kind: 'Service', name: 'ext' } }), ['error MESH019 /spec/extensionChains/0/extensions/0/backendRef']],
  ['GCPRoutingExtension', 'networking.gke.io/v1', 'GCPRoutingExtension', chain({ supportedEvents: undefined }), []],
  ['GCPRoutingExtension of two extensions', 'networking.gke.io/v1', 'GCPRoutingExtension', { targetRefs: [GATEWAY], extensionChains: [{ name: 'c', extensions: [CHAIN.extensions[0], { ...CHAIN.extensions[0], name: 'two' }] }] }, ['error MESH016 /spec/extensionChains/0/extensions']],
  ['GCPAuthzExtension without timeout', 'networking.gke.io/v1', 'GCPAuthzExtension', { authority: 'a.b', backendRef: { group: '', kind: 'Service', name: 'ext', port: 80 } }, ['error MESH019 /spec']],
  ['HealthCheckPolicy that says its check twice', 'networking.gke.io/v1', 'HealthCheckPolicy', { targetRef: { group: '', kind: 'Service', name: 'a' }, default: { config: { type: 'HTTP', httpHealthCheck: { requestpath: '/' } } } }, ['error MESH012 /spec/default/config/httpHealthCheck/requestpath']],
  ['GCPBackendPolicy with preview fields', 'networking.gke.io/v1', 'GCPBackendPolicy', { targetRef: { group: 'networking.gke.io', kind: 'GCPInferencePoolImport', name: 'p' }, default: { scopes: [{ maxRatePerEndpoint: 5 }], balancingMode: 'CUSTOM_METRICS' } }, []],
  ['GCPBackendPolicy, misspelt', 'networking.gke.io/v1', 'GCPBackendPolicy', { targetRef: { group: '', kind: 'Service', name: 'a' }, default: { connectionDrainTimeoutSec: 300 } }, ['error MESH012 /spec/default/connectionDrainTimeoutSec']],
  ['GCPAuthzPolicy of the draft', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [DRAFT_TARGET], action: 'DENY', httpRules: DENY_ADMIN }, []],
  ['GCPAuthzPolicy of the draft, misspelt', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [DRAFT_TARGET], httpRules: [{ to: { operations: [{ path: [] }] } }] }, ['error MESH012 /spec/httpRules/0/to/operations/0/path']],
  ['GCPAuthzPolicy of the draft, a principal of the other', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [DRAFT_TARGET], httpRules: RULES }, ['error MESH012 /spec/httpRules/0/from/sources/0/principals/0/principal', 'error MESH013 /spec/httpRules/0/from/sources/0/principals/0', 'error MESH013 /spec/httpRules/0/from/sources/0/principals/0']],
  ['GCPAuthzPolicy of the draft, without rules', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [DRAFT_TARGET], action: 'ALLOW' }, ['error MESH019 /spec']],
  ['GCPAuthzPolicy of the draft, DENY_BY_DEFAULT', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [DRAFT_TARGET], action: 'DENY_BY_DEFAULT', httpRules: DENY_ADMIN }, ['error MESH014 /spec/action']],
  ['GCPAuthzPolicy of gateways', 'networking.gke.io/v1', 'GCPAuthzPolicy', { enforcementLevel: 'L7', targetRefs: [GATEWAY], rules: RULES }, []],
  ['GCPAuthzPolicy of gateways without a level', 'networking.gke.io/v1', 'GCPAuthzPolicy', { targetRefs: [GATEWAY], rules: RULES }, ['error MESH013 /spec']],
  ['GCPAuthzPolicy of both', 'networking.gke.io/v1', 'GCPAuthzPolicy', { enforcementLevel: 'L7', targetRefs: [GATEWAY], rules: RULES, httpRules: DENY_ADMIN }, ['error MESH012 /spec/httpRules']],
])('%s', (_, apiVersion, kind, spec, expected) => {
  expect(judged(apiVersion, kind, spec).sort()).toEqual([...expected].sort());
});

test('both definitions of GCPAuthzPolicy with the same version are known', () => {
  const kind = findKind('networking.gke.io', 'v1', 'GCPAuthzPolicy')!;
  expect(kind.schema.properties.spec.properties.rules).toBeDefined();
  expect(kind.otherSchema.properties.spec.properties.httpRules).toBeDefined();
});
