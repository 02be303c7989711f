import type { Report } from './report';
import { findKindNames } from '../../crd/crds';
import { GATEWAY_API_VERSIONS, type GatewayApiSchemas } from '../../crd/sets';
import { nearest } from '../../grammar/nearest';

/** API versions that Kubernetes used to serve: the release that removed them, and their replacement. */
const REMOVED_VERSIONS: Readonly<Record<string, readonly [release: string, instead: Readonly<Record<string, string>> | string]>> = {
  'extensions/v1beta1': ['1.22', {
    Ingress: 'networking.k8s.io/v1', NetworkPolicy: 'networking.k8s.io/v1', Deployment: 'apps/v1', DaemonSet: 'apps/v1', ReplicaSet: 'apps/v1', PodSecurityPolicy: '',
  }],
  'apps/v1beta1': ['1.16', 'apps/v1'],
  'apps/v1beta2': ['1.16', 'apps/v1'],
  'networking.k8s.io/v1beta1': ['1.22', { Ingress: 'networking.k8s.io/v1', IngressClass: 'networking.k8s.io/v1' }],
  'policy/v1beta1': ['1.25', { PodDisruptionBudget: 'policy/v1', PodSecurityPolicy: '' }],
  'batch/v1beta1': ['1.25', { CronJob: 'batch/v1' }],
  'batch/v2alpha1': ['1.21', { CronJob: 'batch/v1' }],
  'autoscaling/v2beta1': ['1.25', 'autoscaling/v2'],
  'autoscaling/v2beta2': ['1.26', 'autoscaling/v2'],
  'rbac.authorization.k8s.io/v1alpha1': ['1.22', 'rbac.authorization.k8s.io/v1'],
  'rbac.authorization.k8s.io/v1beta1': ['1.22', 'rbac.authorization.k8s.io/v1'],
  'apiextensions.k8s.io/v1beta1': ['1.22', 'apiextensions.k8s.io/v1'],
  'admissionregistration.k8s.io/v1beta1': ['1.22', { MutatingWebhookConfiguration: 'admissionregistration.k8s.io/v1', ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1' }],
  'apiregistration.k8s.io/v1beta1': ['1.22', 'apiregistration.k8s.io/v1'],
  'certificates.k8s.io/v1beta1': ['1.22', { CertificateSigningRequest: 'certificates.k8s.io/v1' }],
  'coordination.k8s.io/v1beta1': ['1.22', { Lease: 'coordination.k8s.io/v1' }],
  'discovery.k8s.io/v1beta1': ['1.25', 'discovery.k8s.io/v1'],
  'events.k8s.io/v1beta1': ['1.25', 'events.k8s.io/v1'],
  'node.k8s.io/v1beta1': ['1.25', 'node.k8s.io/v1'],
  'scheduling.k8s.io/v1alpha1': ['1.17', { PriorityClass: 'scheduling.k8s.io/v1' }],
  'scheduling.k8s.io/v1beta1': ['1.22', { PriorityClass: 'scheduling.k8s.io/v1' }],
  'storage.k8s.io/v1beta1': ['1.22', { StorageClass: 'storage.k8s.io/v1', VolumeAttachment: 'storage.k8s.io/v1', CSIDriver: 'storage.k8s.io/v1', CSINode: 'storage.k8s.io/v1' }],
  'flowcontrol.apiserver.k8s.io/v1beta1': ['1.26', 'flowcontrol.apiserver.k8s.io/v1'],
  'flowcontrol.apiserver.k8s.io/v1beta2': ['1.29', 'flowcontrol.apiserver.k8s.io/v1'],
  'flowcontrol.apiserver.k8s.io/v1beta3': ['1.32', 'flowcontrol.apiserver.k8s.io/v1'],
};

/** API groups that are no longer served, and their replacement. */
const REMOVED_GROUPS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  'networking.x-k8s.io': ['the group of Gateway API before v1alpha2', 'use gateway.networking.k8s.io/v1'],
  'rbac.istio.io': ["Istio's authorization before 1.6", 'use an AuthorizationPolicy of security.istio.io/v1'],
  'authentication.istio.io': ["Istio's authentication before 1.6", 'use a PeerAuthentication or a RequestAuthentication of security.istio.io/v1'],
  'certmanager.k8s.io': ["cert-manager's group before 0.11", 'use cert-manager.io/v1, whose fields differ'],
  'config.istio.io': ['the configuration of Mixer, which Istio 1.8 removed', 'use a Telemetry, an AuthorizationPolicy or a WasmPlugin instead'],
};

/** Retired preview versions of groups that still exist. */
const RETIRED: Readonly<Record<string, string>> = {
  'net.gke.io TDMesh': 'use a Mesh of the Network Services API, or an HTTPRoute of a managed mesh',
  'net.gke.io TDGRPCRoute': 'use a GRPCRoute of gateway.networking.k8s.io/v1',
  'gateway.networking.k8s.io ReferencePolicy': 'use a ReferenceGrant of gateway.networking.k8s.io/v1',
  'gateway.networking.k8s.io BackendLBPolicy': 'use an XBackendTrafficPolicy of gateway.networking.x-k8s.io/v1alpha1',
  'gateway.networking.x-k8s.io XListenerSet': 'use a ListenerSet of gateway.networking.k8s.io/v1',
};

/** Groups whose kinds are all stored, so any other kind does not exist. */
const WHOLE = /^(?:networking|security|telemetry|extensions)\.istio\.io$|^(?:gateway\.networking|multicluster)\.(?:x-)?k8s\.io$/;

/** Groups of GKE's own kinds, each of which is in only one of them. */
const GKE = /^(?:cloud\.google\.com|(?:networking|net)\.gke\.io)$/;

/** Built-in kinds without a stored schema, which must not be taken for a misspelt kind. */
const NOT_STORED: ReadonlySet<string> = new Set([
  'Node', 'Event', 'Binding', 'ComponentStatus', 'ControllerRevision', 'IPAddress', 'ServiceCIDR', 'Scale', 'Eviction', 'APIService', 'CertificateSigningRequest', 'RuntimeClass', 'VolumeAttachment',
  'CSIDriver', 'CSINode', 'CSIStorageCapacity', 'VolumeAttributesClass', 'FlowSchema', 'PriorityLevelConfiguration', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'Status', 'APIGroup',
]);

/** Problems of the kind or the API group of an object without a stored schema. */
export function reportUnknownKind({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }, report: Report, gatewayApi: GatewayApiSchemas): void {
  const group = apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
  const removed = Object.hasOwn(REMOVED_VERSIONS, apiVersion) ? REMOVED_VERSIONS[apiVersion] : undefined;
  const instead = removed && (typeof removed[1] === 'string' ? removed[1] : Object.hasOwn(removed[1], kind) ? removed[1][kind] : undefined);
  if (removed && instead !== undefined) {
    add('MESH025', 'apiVersion', `Kubernetes ${removed[0]} removed ${kind} of ${apiVersion}`, instead ? `use ${instead}, whose fields may differ` : 'remove it');
  } else if (Object.hasOwn(REMOVED_GROUPS, group)) {
    const [what, fix] = REMOVED_GROUPS[group];
    add('MESH025', 'apiVersion', `${group} is ${what}`, fix);
  } else if (Object.hasOwn(RETIRED, `${group} ${kind}`)) {
    add('MESH025', 'kind', `${kind} of ${group} was retired`, RETIRED[`${group} ${kind}`]);
  } else if (!kind.endsWith('List')) {
    const known = findKindNames(gatewayApi);
    const own = known.filter((k) => k.group === group);
    const elsewhere = known.filter((k) => k.kind === kind && k.group !== group && (isBuiltIn(k.group) || WHOLE.test(k.group) || GKE.test(k.group)));
    const versions = [...new Set(elsewhere.map((k) => `'apiVersion: ${k.group ? `${k.group}/` : ''}${k.version}'`))].join(' or ');
    const near = nearest(kind, [...new Set(own.map((k) => k.kind))]);
    if (WHOLE.test(group)) {
      add('MESH024', 'kind', `${group} has no kind ${kind}${inRelease(gatewayApi, group)}`, versions && !near ? `use ${versions}` : near ? `use 'kind: ${near}'` : `use one of ${[...new Set(own.map((k) => k.kind))].join(', ')}`);
    } else if (GKE.test(group)) {
      if (elsewhere.some((k) => GKE.test(k.group))) add('MESH024', 'apiVersion', `${apiVersion} has no kind ${kind}`, `use ${versions}`);
    } else if (isBuiltIn(group) && !NOT_STORED.has(kind)) {
      if (versions) add('MESH024', 'apiVersion', `${apiVersion} has no kind ${kind}`, `use ${versions}`);
      else if (near && near !== kind) add('MESH024', 'kind', `${apiVersion} has no kind ${kind}, did you mean ${near}?`, `use 'kind: ${near}'`);
    }
  }

  function add(code: 'MESH024' | 'MESH025', field: string, message: string, fix: string): void {
    report.add(code, message, fix, [...report.path, field]);
  }
}

const isBuiltIn = (group: string): boolean => /^(?:|apps|batch|autoscaling|policy|networking\.k8s\.io|discovery\.k8s\.io|rbac\.authorization\.k8s\.io|scheduling\.k8s\.io|storage\.k8s\.io)$/.test(group);

/** Names the Gateway API release, if one was requested. */
export const inRelease = (gatewayApi: GatewayApiSchemas, apiVersion: string): string =>
  (Object.hasOwn(GATEWAY_API_VERSIONS, gatewayApi) && apiVersion.startsWith('gateway.networking.') ? ` in Gateway API ${gatewayApi}` : '');
