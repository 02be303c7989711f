import { configSync } from './config-sync';
import { gkePolicies } from './gke-policies';
import { gkeServices } from './gke-services';
import { managedMesh } from './managed-mesh';
import { CrdSet } from '../../src/crd/sets';

/** One pinned origin of CRDs. */
export interface Source {
  readonly set: CrdSet;
  /** Go module and version. */
  readonly module: string;
  readonly version: string;
  /** Files inside the module: a file, or a folder whose YAML files are all read. */
  readonly path: string;
  /** The kinds that are taken; all when left out. A kind that is not there is an error. */
  readonly kinds?: string[];
  /** CRDs that no module publishes, declared here. */
  readonly declared?: any[];
}

const ISTIO = { module: 'istio.io/istio', version: 'v0.0.0-20260827124520-eed52ebb66ad' };
/** The release that Istio 1.31 reads: 1.7 changes XBackendTrafficPolicy in a way that it does not know. */
const GATEWAY_API = { module: 'sigs.k8s.io/gateway-api', version: 'v1.6.1' };

export const SOURCES: Source[] = [
  { set: CrdSet.ISTIO, ...ISTIO, path: 'manifests/charts/base/files/crd-all.gen.yaml' },
  { set: CrdSet.GATEWAY_API, ...GATEWAY_API, path: 'config/crd/standard' },
  { set: CrdSet.GATEWAY_API_EXPERIMENTAL, ...GATEWAY_API, path: 'config/crd/experimental' },
  { set: CrdSet.MCS, module: 'sigs.k8s.io/mcs-api', version: 'v0.5.2', path: 'config/crd' },
  { set: CrdSet.GKE, module: 'github.com/GoogleCloudPlatform/gke-gateway-api', version: 'v1.3.0', path: 'config/crd', declared: [...gkeServices, ...managedMesh, ...gkePolicies, ...configSync] },
  {
    set: CrdSet.CONFIG_CONNECTOR,
    module: 'github.com/GoogleCloudPlatform/k8s-config-connector',
    version: 'v1.154.1',
    path: 'config/crds/resources',
    kinds: [
      // service routing
      'NetworkServicesMesh', 'NetworkServicesGateway', 'NetworkServicesHTTPRoute', 'NetworkServicesGRPCRoute', 'NetworkServicesTCPRoute',
      'NetworkServicesTLSRoute', 'NetworkServicesEndpointPolicy', 'NetworkServicesServiceBinding', 'NetworkServicesAuthzExtension',
      'NetworkServicesLBRouteExtension', 'NetworkServicesWasmPlugin',
      'NetworkSecurityServerTLSPolicy', 'NetworkSecurityClientTLSPolicy', 'NetworkSecurityAuthorizationPolicy', 'NetworkSecurityAuthzPolicy',
      'NetworkSecurityBackendAuthenticationConfig', 'NetworkSecurityAddressGroup',
      // load balancing
      'ComputeBackendService', 'ComputeHealthCheck', 'ComputeForwardingRule', 'ComputeURLMap', 'ComputeAddress', 'ComputeSSLCertificate',
      'ComputeManagedSSLCertificate', 'ComputeSSLPolicy', 'ComputeSecurityPolicy', 'ComputeTargetHTTPProxy', 'ComputeTargetHTTPSProxy',
      'ComputeTargetGRPCProxy', 'ComputeTargetTCPProxy', 'ComputeNetworkEndpointGroup', 'ComputeRegionNetworkEndpointGroup',
      'ComputeGlobalNetworkEndpointGroup', 'ComputeNetworkEndpoint', 'ComputeGlobalNetworkEndpoint', 'ComputeServiceAttachment',
      // networks and machines
      'ComputeNetwork', 'ComputeSubnetwork', 'ComputeFirewall', 'ComputeRoute', 'ComputeRouter', 'ComputeRouterNAT', 'ComputeInstanceTemplate', 'ComputeInstanceGroup',
      'ComputeInstanceGroupManager', 'DNSManagedZone', 'DNSRecordSet', 'RunService', 'RunWorkerPool', 'VPCAccessConnector',
      // fleets and clusters
      'GKEHubFeature', 'GKEHubFeatureMembership', 'GKEHubMembership', 'GKEHubMembershipBinding', 'GKEHubNamespace', 'GKEHubScope',
      'GKEHubScopeRBACRoleBinding', 'ContainerCluster', 'ContainerNodePool', 'ContainerAttachedCluster',
      // identity, certificates, projects
      'IAMPolicy', 'IAMPolicyMember', 'IAMPartialPolicy', 'IAMServiceAccount', 'IAMWorkloadIdentityPool', 'IAMWorkloadIdentityPoolProvider',
      'CertificateManagerCertificate', 'CertificateManagerCertificateMap', 'CertificateManagerCertificateMapEntry',
      'CertificateManagerDNSAuthorization', 'CertificateManagerCertificateIssuanceConfig',
      'PrivateCACAPool', 'PrivateCACertificateAuthority', 'PrivateCACertificateTemplate',
      'Project', 'Service', 'ServiceIdentity', 'SecretManagerSecret', 'SecretManagerSecretVersion', 'Folder',
    ],
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
