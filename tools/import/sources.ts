import { optionalIn, withFields } from './amend';
import { configSync } from './config-sync';
import { list, string } from './declared';
import { flaggerSince } from './flagger';
import { gkeLoadBalancers } from './gke-load-balancers';
import { gkePolicies } from './gke-policies';
import { gkeServices } from './gke-services';
import { kserve } from './kserve';
import { linkerd } from './linkerd';
import { managedMesh } from './managed-mesh';
import { CrdSet } from '../../src/crd/sets';

/** One pinned origin of CRDs. */
export interface Source {
  readonly set: CrdSet;
  /** Go module and version; left out when every CRD of the set is declared here. */
  readonly module?: string;
  readonly version?: string;
  /** Files inside the module: a file, or a folder whose YAML files are all read. */
  readonly path?: string;
  /** The kinds that are taken; all when left out. A kind that is not there is an error. */
  readonly kinds?: string[];
  /** Groups of which every kind is taken, beside those kinds. */
  readonly groups?: string[];
  /** What a definition lacks that a newer release has. */
  readonly amend?: (crd: any) => any;
  /** CRDs that no module publishes, declared here. */
  readonly declared?: any[];
  /** Kinds that get no L1 types: no construct writes them, and types weigh more than all else. */
  readonly untyped?: string[];
}

const open = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const ISTIO = { module: 'istio.io/istio', version: 'v0.0.0-20260827124520-eed52ebb66ad' };
/** The release that Istio 1.31 reads: 1.7 changes XBackendTrafficPolicy in a way that it does not know. */
const GATEWAY_API = { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.1' };

export const SOURCES: Source[] = [
  { set: CrdSet.ISTIO, ...ISTIO, path: 'manifests/charts/base/files/crd-all.gen.yaml' },
  { set: CrdSet.GATEWAY_API, ...GATEWAY_API, path: 'config/crd/standard' },
  { set: CrdSet.GATEWAY_API_EXPERIMENTAL, ...GATEWAY_API, path: 'config/crd/experimental' },
  ...Object.entries({ GATEWAY_API_1_2: 'v1.2.1', GATEWAY_API_1_3: 'v1.3.0', GATEWAY_API_1_4: 'v1.4.1', GATEWAY_API_1_5: 'v1.5.1', GATEWAY_API_1_7: 'v1.7.0' } as const)
    .map(([set, version]) => ({ set: CrdSet[set as keyof typeof CrdSet], module: GATEWAY_API.module, version, path: 'config/crd/experimental' })),
  { set: CrdSet.MCS, module: 'sigs.k8s.io/mcs-api', version: 'v0.5.2', path: 'config/crd' },
  {
    set: CrdSet.GKE,
    module: 'github.com/GoogleCloudPlatform/gke-gateway-api',
    version: 'v1.3.0',
    path: 'config/crd',
    declared: [...gkeServices, ...managedMesh, ...gkePolicies, ...gkeLoadBalancers, ...configSync],
    untyped: gkeLoadBalancers.map(({ spec }) => spec.names.kind),
    // documented for pools of inference in several clusters (preview), and in no published definition
    amend: withFields({
      GCPBackendPolicy: {
        'spec.default.balancingMode': string, 'spec.default.customMetrics': list(open), 'spec.default.scopes': list(open), 'spec.default.trafficDuration': string,
      },
    }),
  },
  {
    set: CrdSet.CONFIG_CONNECTOR,
    module: 'github.com/GoogleCloudPlatform/k8s-config-connector',
    version: 'v1.154.1',
    path: 'config/crds/resources',
    // the webhook of Config Connector fills in a project that is left out, from the namespace, before the schema is looked at; the field is of v1.155
    amend: (crd) => optionalIn('spec', 'projectRef')(withFields({ ContainerCluster: { 'spec.inTransitEncryptionConfig': string } })(crd)),
    groups: ['networkservices', 'networksecurity', 'compute', 'gkehub', 'privateca', 'certificatemanager', 'servicedirectory', 'networkconnectivity', 'iam']
      .map((group) => `${group}.cnrm.cloud.google.com`),
    kinds: [
      'DNSManagedZone', 'DNSRecordSet', 'RunService', 'RunWorkerPool', 'VPCAccessConnector',
      'ContainerCluster', 'ContainerNodePool', 'ContainerAttachedCluster',
      'Project', 'Service', 'ServiceIdentity', 'SecretManagerSecret', 'SecretManagerSecretVersion', 'Folder',
    ],
  },
  { set: CrdSet.CERT_MANAGER, module: 'github.com/cert-manager/cert-manager', version: 'v1.21.2', path: 'deploy/crds' },
  {
    set: CrdSet.EXTERNAL_SECRETS,
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    path: 'config/crds/bases',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret', 'SecretStore', 'ClusterSecretStore'],
  },
  { set: CrdSet.ARGO_ROLLOUTS, module: 'github.com/argoproj/argo-rollouts', version: 'v1.10.2', path: 'manifests/crds' },
  { set: CrdSet.FLAGGER, module: 'github.com/fluxcd/flagger', version: 'v1.36.1', path: 'artifacts/flagger/crd.yaml', amend: flaggerSince },
  { set: CrdSet.ENVOY_GATEWAY, module: 'github.com/envoyproxy/gateway', version: 'v1.9.1', path: 'charts/gateway-helm/charts/crds/crds/generated' },
  { set: CrdSet.LINKERD, declared: linkerd },
  { set: CrdSet.KSERVE, declared: kserve },
  {
    set: CrdSet.KNATIVE,
    module: 'knative.dev/serving',
    version: 'v0.51.0',
    path: 'config/core/300-resources',
    kinds: ['Service', 'Route', 'Configuration', 'DomainMapping'],
  },
];

/** Where the schemas of the built-in kinds come from, and which kinds are taken. */
export const KUBERNETES_SOURCE = {
  module: 'k8s.io/kubernetes',
  version: 'v1.36.3',
  path: 'api/openapi-spec/v3',
  kinds: {
    'v1': ['ConfigMap', 'Endpoints', 'LimitRange', 'Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController',
      'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
    'apps/v1': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
    'batch/v1': ['CronJob', 'Job'],
    'autoscaling/v1': ['HorizontalPodAutoscaler'],
    'autoscaling/v2': ['HorizontalPodAutoscaler'],
    'policy/v1': ['PodDisruptionBudget'],
    'networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
    'discovery.k8s.io/v1': ['EndpointSlice'],
    'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    'admissionregistration.k8s.io/v1': ['MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration'],
    'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
    'coordination.k8s.io/v1': ['Lease'],
    'scheduling.k8s.io/v1': ['PriorityClass'],
    'storage.k8s.io/v1': ['StorageClass'],
    'certificates.k8s.io/v1beta1': ['ClusterTrustBundle'],
  } as Record<string, string[]>,
};
