import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../../src/check/registry';

/** The structure of Google's published pages and samples: there must be no findings above information, even if the files are declared complete. */
const found = (objects: readonly object[], complete: boolean) => checkManifests(objects.map((object) => ({ object, origin: {} })), { complete }, { checks: CHECKS, layers: LAYERS })
  .filter(({ severity }) => severity !== 'info').map((f) => `${f.code} ${f.object.kind} ${f.message}`);
const object = (apiVersion: string, kind: string, name: string, spec: object, metadata: object = {}) => ({ apiVersion, kind, metadata: { name, namespace: 'ads', ...metadata }, spec });
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ads', labels: { 'istio-injection': 'enabled' } } };
const service = object('v1', 'Service', 'ads', { selector: { run: 'ads' }, ports: [{ name: 'http', port: 9999, targetPort: 8000 }] });
const deployment = object('apps/v1', 'Deployment', 'ads', { selector: { matchLabels: { run: 'ads' } }, template: { metadata: { labels: { run: 'ads' } }, spec: { containers: [{ name: 'app', image: 'example/ads:1', ports: [{ containerPort: 8000 }] }] } } });
const vs = (spec: object) => object('networking.istio.io/v1beta1', 'VirtualService', 'vs', spec);
const gateway = object('apps/v1', 'Deployment', 'asm-ingressgateway', {
  selector: { matchLabels: { asm: 'ingressgateway' } },
  template: {
    metadata: { annotations: { 'inject.istio.io/templates': 'gateway' }, labels: { asm: 'ingressgateway' } },
    spec: { containers: [{ name: 'istio-proxy', image: 'auto' }], securityContext: { fsGroup: 1337, runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 } },
  },
});

test.each<[string, readonly object[]]>([
  ['a route for clients outside Kubernetes', [namespace, service, deployment, vs({ hosts: ['ads.mesh.example.com'], gateways: ['external-mesh'], http: [{ route: [{ destination: { host: 'ads', port: { number: 9999 } } }] }] })]],
  ['a route for them and for the mesh', [namespace, service, deployment, vs({ hosts: ['ads.ads.svc.cluster.local'], gateways: ['mesh', 'external-mesh'], http: [{ route: [{ destination: { host: 'ads' } }] }] })]],
  ['a service of Cloud Run behind a GCPBackend', [namespace, object('networking.gke.io/v1', 'GCPBackend', 'hello', { cloudRun: { service: 'hello-world', regions: ['us-central1'] } }), vs({ hosts: ['hello.ads.svc.cluster.local'], http: [{ route: [{ destination: { host: 'hello.ads.svc.cluster.local' } }] }] })]],
  ['pods of a gateway as the user of the proxy', [namespace, gateway]],
  ['Multi Cluster Ingress', [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ads' } },
    object('networking.gke.io/v1', 'MultiClusterIngress', 'mci', { template: { spec: { backend: { serviceName: 'mcs', servicePort: 443 } } } }, { annotations: { 'networking.gke.io/static-ip': '203.0.113.1', 'networking.gke.io/pre-shared-certs': 'c' } }),
    object('networking.gke.io/v1beta1', 'MultiClusterService', 'mcs', { template: { spec: { selector: { asm: 'ingressgateway' }, ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443 }] } }, clusters: [{ link: 'us-west2-a/gke' }] }, {
      annotations: { 'beta.cloud.google.com/backend-config': '{"ports": {"443":"hc"}}', 'networking.gke.io/app-protocols': '{"https":"HTTPS"}' },
    }),
    object('cloud.google.com/v1', 'BackendConfig', 'hc', { healthCheck: { requestPath: '/healthz', port: 15021, type: 'HTTP' } }),
  ]],
  ['capacity by region, in preview', [object('networking.gke.io/v1', 'GCPBackendPolicy', 'bp', { targetRef: { group: 'networking.gke.io', kind: 'GCPInferencePoolImport', name: 'p' }, default: { scopes: [{ maxRatePerEndpoint: 5 }] } })]],
  ...['v1', 'v1alpha1'].map((version): [string, object[]] => [`workload certificates of ${version}`, [{ apiVersion: `security.cloud.google.com/${version}`, kind: 'TrustConfig', metadata: { name: 'default' }, spec: { trustStores: [{ trustDomain: 'p.svc.id.goog', trustAnchors: [{ certificateAuthorityServiceURI: '//privateca.googleapis.com/projects/p/locations/l/caPools/c' }] }] } }]]),
  ['a group exposed to a mesh', [namespace, deployment, { ...service, metadata: { ...service.metadata, annotations: { 'cloud.google.com/neg': '{"exposed_ports":{"9999":{"name":"ads"}}}' } } }]],
])('%s', (_, objects) => {
  expect(found(objects, false)).toEqual([]);
  expect(found(objects, true)).toEqual([]);
});

test.each<[object, string | undefined]>([
  [{ name: 'grpc-mesh' }, 'gcloud'],
  [{ name: 'grpc-mesh', interceptionPort: 15001 }, 'gcloud'],
  [{ name: 'r', hostnames: ['a'], meshes: ['projects/p/locations/global/meshes/m'], rules: [] }, 'gcloud'],
  [{ name: '${NAME}', type: 'GRPC_SERVER', serverTlsPolicy: 'p', endpointMatcher: {} }, 'gcloud'],
  [{ name: 'authz', action: 'ALLOW', rules: [] }, 'gcloud'],
  [{ name: 'lb', loadBalancingAlgorithm: 'SPRAY_TO_REGION' }, 'gcloud'],
  [{ name: 'map', defaultService: 'p', pathMatchers: [] }, 'gcloud'],
  [{ securitySettings: { clientTlsPolicy: 'p', subjectAltNames: [] } }, 'gcloud'],
  [{ swagger: '2.0', info: {}, paths: {}, host: 'a.endpoints.p.cloud.goog' }, 'OpenAPI'],
  [{ name: 'chart', image: 'x', replicas: 1 }, undefined],
  [{ kind: 'Service', name: 'a', hostnames: [] }, undefined],
  [{ rules: [], action: 'ALLOW' }, undefined],
])('%j is a file of %s', (document, tool) => {
  const [finding, ...more] = checkManifests([{ object: document, origin: {} }], {}, { checks: CHECKS, layers: LAYERS });
  expect(more).toEqual([]);
  expect([finding.code, finding.severity]).toEqual(tool ? ['MESH004', 'info'] : ['MESH001', 'error']);
  if (tool) expect(finding.message).toContain(`configuration of ${tool} and`);
});
