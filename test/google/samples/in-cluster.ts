import { type Sample, written } from './compare';
import { CertificateAuthority, Fleet, GoogleProject, type InClusterControlPlaneOptions, Mesh } from '../../../src';

const PACKAGES = 'GoogleCloudPlatform/anthos-service-mesh-packages/asm/istio';

/** Google's build of Istio in a GKE cluster. The IstioOperator of a sample is compared with its rendered objects. */
function istiod(options?: InClusterControlPlaneOptions): readonly any[] {
  return written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
    const cluster = fleet.addGkeCluster('asm-cluster', { location: 'us-central1-c' });
    new Mesh(cluster, 'mesh', { controlPlane: cluster.inClusterControlPlane('1.28.2-asm.4', options) });
  }).filter((o) => ['istiod-asm-1282-4', 'istio-asm-1282-4', 'istio-sidecar-injector-asm-1282-4'].includes(o.metadata.name) && ['Deployment', 'Service', 'ConfigMap', 'HorizontalPodAutoscaler'].includes(o.kind));
}

const BESIDES = { Deployment: 'istiod', Service: 'istiod', ConfigMap: 'the mesh configuration, and the injector\'s', HorizontalPodAutoscaler: 'istiod' };
const env = (name: string) => `spec.template.spec.containers[discovery].env[${name}].value`;
const metadata = (name: string) => `data.mesh.defaultConfig.proxyMetadata.${name}`;
/** The sample is for an older Istio version. */
const TODAY = {
  'Deployment spec.template.spec.containers[discovery].env[TOKEN_AUDIENCES].value': 'tokens for istiod itself are taken as well',
  'Deployment spec.template.spec.containers[discovery].env[PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION].value': 'the default of today\'s istiod',
  'Deployment spec.template.spec.containers[discovery].env[SPIFFE_BUNDLE_ENDPOINTS].value': 'gone from Google\'s configuration',
  'ConfigMap data.mesh.protocolDetectionTimeout': 'the default of today',
  'ConfigMap data.mesh.defaultConfig.proxyMetadata.USE_TOKEN_FOR_CSR': 'gone from Istio: proxies always show a token',
  'ConfigMap data.values.global.pilotCertProvider': 'Kubernetes signs no such certificates any more',
};
const REGISTRATION = 'proxies ask the pool themselves (GoogleCAS), which istiod did for them in the sample';
const POOL = 'projects/my-project/locations/us-central1/caPools/mesh';

export const inCluster: readonly Sample[] = [
  {
    source: `${PACKAGES}/istio-operator.yaml`,
    ours: () => istiod(),
    says: {
      'Deployment istiod = istiod-asm-1282-4, part': {
        'spec.template.spec.containers[discovery].image': 'gcr.io/gke-release/asm/pilot:ASM_IMAGE_TAG',
        'spec.template.spec.containers[discovery].resources.requests.cpu': '500m',
        [env('ENABLE_STACKDRIVER_MONITORING')]: 'true',
        [env('TOKEN_AUDIENCES')]: 'my-project.svc.id.goog',
        [env('PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION')]: 'true',
        [env('SPIFFE_BUNDLE_ENDPOINTS')]: 'my-project.svc.id.goog|https://storage.googleapis.com/mesh-ca-resources/spiffe_bundle.json',
        [env('CLUSTER_ID')]: 'cn-my-project-us-central1-c-asm-cluster',
      },
      'ConfigMap mesh = istio-asm-1282-4, part': {
        'data.mesh.trustDomain': 'my-project.svc.id.goog',
        'data.mesh.trustDomainAliases': ['my-project.svc.id.goog'],
        'data.mesh.localityLbSetting.enabled': false,
        'data.mesh.protocolDetectionTimeout': '0s',
        'data.mesh.defaultConfig.meshId': 'proj-123456789012',
        'data.mesh.defaultProviders.metrics': ['stackdriver'],
        'data.mesh.defaultProviders.accessLogging': ['stackdriver'],
        [metadata('CA_PROVIDER')]: 'GoogleCA',
        [metadata('PLUGINS')]: 'GoogleTokenExchange',
        [metadata('USE_TOKEN_FOR_CSR')]: 'true',
        [metadata('GCE_METADATA_HOST')]: 'metadata.google.internal',
      },
      'ConfigMap values = istio-sidecar-injector-asm-1282-4, part': {
        'data.values.global.caAddress': 'meshca.googleapis.com:443',
        'data.values.global.sts.servicePort': 15463,
        'data.values.global.sds.token.aud': 'my-project.svc.id.goog',
        'data.values.global.network': 'my-project-default',
        'data.values.global.meshID': 'proj-123456789012',
        'data.values.global.pilotCertProvider': 'kubernetes',
        'data.values.sidecarInjectorWebhook.rewriteAppHTTPProbe': true,
      },
      'HorizontalPodAutoscaler istiod = istiod-asm-1282-4, part': { 'spec.minReplicas': 2 },
    },
    usually: TODAY,
    differs: { 'Deployment spec.template.spec.containers[discovery].image': 'the registry and the version of today', 'ConfigMap data.mesh.trustDomainAliases': 'the pool that fleets had before; the domain itself needs no alias' },
    besides: BESIDES,
  },
  {
    source: `${PACKAGES}/istiod-service.yaml`,
    ours: () => istiod(),
    says: {
      'Service istiod = istiod-asm-1282-4': {
        'apiVersion': 'v1',
        'metadata.namespace': 'istio-system',
        'metadata.labels': { 'istio.io/rev': 'asm-1282-4', 'app': 'istiod', 'istio': 'pilot', 'release': 'istio' },
        'spec.selector': { 'app': 'istiod', 'istio.io/rev': 'asm-1282-4' },
        'spec.ports': [
          { name: 'grpc-xds', port: 15010, protocol: 'TCP' }, { name: 'https-dns', port: 15012, protocol: 'TCP' }, { name: 'https-webhook', port: 443, targetPort: 15017, protocol: 'TCP' }, { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
        ],
      },
    },
    usually: TODAY,
    differs: { 'Service metadata.labels.**': 'the labels of Istio\'s chart. The webhooks of this install lead to the Service of the revision, so none without one is needed' },
    besides: BESIDES,
  },
  {
    source: `${PACKAGES}/options/citadel-ca.yaml`,
    ours: () => istiod({ certificateAuthority: CertificateAuthority.istiod(), cloudMonitoring: false }),
    says: {
      'Deployment istiod = istiod-asm-1282-4, part': { [env('SPIFFE_BUNDLE_ENDPOINTS')]: '', [env('TOKEN_AUDIENCES')]: 'istio-ca,my-project.svc.id.goog', [env('ENABLE_STACKDRIVER_MONITORING')]: 'false' },
      'ConfigMap mesh = istio-asm-1282-4, part': {
        'data.mesh.trustDomain': 'cluster.local', [metadata('CA_PROVIDER')]: 'Citadel', [metadata('PLUGINS')]: '', [metadata('USE_TOKEN_FOR_CSR')]: 'false', [metadata('GCE_METADATA_HOST')]: '', [metadata('GKE_CLUSTER_URL')]: '', [metadata('GCP_METADATA')]: '',
      },
      'ConfigMap values = istio-sidecar-injector-asm-1282-4, part': { 'data.values.global.caAddress': '', 'data.values.global.pilotCertProvider': 'istiod' },
    },
    usually: TODAY,
    differs: {
      'ConfigMap data.mesh.trustDomain': 'the fleet\'s, so that identities are the same with every authority',
      'ConfigMap data.mesh.defaultConfig.proxyMetadata.G*': 'what Google\'s telemetry reads; the sample is for clusters outside Google Cloud too',
      'ConfigMap data.mesh.defaultConfig.proxyMetadata.PLUGINS': 'no plugin is the default',
    },
    besides: BESIDES,
  },
  {
    source: `${PACKAGES}/options/private-ca.yaml`,
    ours: () => istiod({ certificateAuthority: CertificateAuthority.caService({ project: 'my-project', location: 'us-central1', pool: 'mesh', objectName: 'mesh' }) }),
    says: {
      'Deployment istiod = istiod-asm-1282-4, part': { [env('TOKEN_AUDIENCES')]: 'istio-ca,my-project.svc.id.goog', [env('EXTERNAL_CA')]: 'ISTIOD_RA_CAS_API', [env('CA_NAME')]: POOL },
      'ConfigMap mesh = istio-asm-1282-4, part': { [metadata('CA_PROVIDER')]: 'Citadel', [metadata('PLUGINS')]: '' },
      'ConfigMap values = istio-sidecar-injector-asm-1282-4, part': { 'data.values.global.caAddress': '' },
    },
    usually: TODAY,
    differs: {
      'Deployment spec.template.spec.containers[discovery].env[*].value': REGISTRATION,
      'ConfigMap data.mesh.defaultConfig.proxyMetadata.*': REGISTRATION,
      'ConfigMap data.values.global.caAddress': REGISTRATION,
    },
    besides: BESIDES,
  },
  {
    source: `${PACKAGES}/options: cloud-tracing.yaml, envoy-access-log.yaml`,
    ours: () => istiod({ cloudTracing: true, accessLogFile: '/dev/stdout' }),
    says: { 'ConfigMap mesh = istio-asm-1282-4, part': { 'data.mesh.enableTracing': true, 'data.mesh.accessLogFile': '/dev/stdout', 'data.mesh.defaultConfig.tracing.stackdriver': {} } },
    besides: BESIDES,
  },
];
