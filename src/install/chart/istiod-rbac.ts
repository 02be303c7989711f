import { usesTrustBundles } from './istiod-deployment';
import { IstiodNames } from './istiod-names';
import { ifSet, isSet, Manifest, partOfIstio, text } from './manifest';
import { Values } from '../values/kinds';
import { traitsOf } from '../values/traits';

const READ = ['get', 'list', 'watch'];
const WRITE = ['get', 'watch', 'list', 'update', 'patch', 'create', 'delete'];
/** The API groups of Istio's kinds, current and earlier: an older istiod may run in the same cluster. */
const ISTIO_GROUPS = [
  'config.istio.io', 'security.istio.io', 'networking.istio.io', 'authentication.istio.io', 'rbac.istio.io', 'telemetry.istio.io', 'extensions.istio.io',
];
const STATUSES = [
  'authorizationpolicies', 'destinationrules', 'envoyfilters', 'gateways', 'peerauthentications', 'proxyconfigs', 'requestauthentications',
  'serviceentries', 'sidecars', 'telemetries', 'virtualservices', 'wasmplugins', 'workloadentries', 'workloadgroups',
].map((kind) => `${kind}/status`);

function rule(apiGroups: string[], resources: string[], verbs: string[], resourceNames?: string[]): Values {
  return { apiGroups, resources, verbs, resourceNames };
}

function labels(app: string): Record<string, string> {
  return { app, ...partOfIstio(app) };
}

export function istiodServiceAccount(values: Values, names: IstiodNames): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: `istiod${names.suffix}`,
      namespace: names.istioNamespace,
      labels: labels('istiod'),
      annotations: ifSet(values.serviceAccountAnnotations),
    },
    imagePullSecrets: pullSecrets(values.global.imagePullSecrets),
  };
}

/** References to Secrets, by name. */
export function pullSecrets(secrets: unknown[] | null | undefined): Values[] | undefined {
  return ifSet((secrets ?? []).map((name) => ({ name: text(name) })));
}

/** istiod's permissions in its own namespace, with its service account. */
export function istiodRole(names: IstiodNames): Manifest[] {
  const metadata = { name: `istiod${names.suffix}`, namespace: names.istioNamespace, labels: labels('istiod') };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        rule(['networking.istio.io'], ['gateways'], ['create']), // a dry run, to see that the validating webhook answers
        rule([''], ['secrets'], ['create', 'get', 'watch', 'list', 'update', 'delete']), // the CA's key
        rule([''], ['configmaps'], ['delete']),
        rule(['coordination.k8s.io'], ['leases'], ['get', 'update', 'patch', 'create']), // leader election
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `istiod${names.suffix}` },
      subjects: [account(names)],
    },
  ];
}

function account(names: IstiodNames): Values {
  return { kind: 'ServiceAccount', name: `istiod${names.suffix}`, namespace: names.istioNamespace };
}

function clusterRole(name: string, app: string, rules: Values[], subject: Values): Manifest[] {
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels: labels(app) }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name, labels: labels(app) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [subject],
    },
  ];
}

/** istiod's cluster-wide permissions. */
export function istiodClusterRoles(values: Values, names: IstiodNames): Manifest[] {
  const scope = `${names.suffix}-${names.namespace}`;
  const roles = clusterRole(`istiod-clusterrole${scope}`, 'istiod', istiodRules(values), account(names));
  if (text(values.env?.PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER) === 'false') return roles;
  return [...roles, ...clusterRole(`istiod-gateway-controller${scope}`, 'istiod', [
    rule(['apps'], ['deployments'], WRITE),
    rule(['autoscaling'], ['horizontalpodautoscalers'], WRITE),
    rule(['policy'], ['poddisruptionbudgets'], WRITE),
    rule([''], ['services'], WRITE),
    rule([''], ['serviceaccounts'], WRITE),
  ], account(names))];
}

function istiodRules(values: Values): Values[] {
  const analysis = Boolean(values.global.istiod?.enableAnalysis);
  const mcs = text(values.env?.MCS_API_GROUP) || 'multicluster.x-k8s.io';
  const ownSigner = ['istiod', 'custom', 'none'].includes(values.global.pilotCertProvider);
  return [
    rule(['admissionregistration.k8s.io'], ['mutatingwebhookconfigurations'], [...READ, 'update', 'patch']),
    rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], [...READ, 'update']),
    rule(ISTIO_GROUPS, ['*'], ['get', 'watch', 'list']),
    ...analysis ? [rule(ISTIO_GROUPS, STATUSES, ['update', 'patch'])] : [],
    rule(['networking.istio.io'], ['workloadentries'], WRITE),
    rule(['networking.istio.io'], ['workloadentries/status', 'serviceentries/status'], WRITE),
    rule(['security.istio.io'], ['authorizationpolicies/status'], WRITE),
    rule([''], ['services/status'], WRITE),
    rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
    rule([''], ['pods', 'nodes', 'services', 'namespaces', 'endpoints'], READ),
    rule(['discovery.k8s.io'], ['endpointslices'], READ),
    ...values.taint.enabled ? [rule([''], ['nodes'], ['patch'])] : [],
    ...analysis ? [
      rule(['extensions', 'networking.k8s.io'], ['ingresses'], READ),
      rule(['extensions', 'networking.k8s.io'], ['ingresses/status'], ['*']),
    ] : [],
    rule(['networking.k8s.io'], ['ingresses', 'ingressclasses'], READ),
    rule(['networking.k8s.io'], ['ingresses/status'], ['*']),
    rule([''], ['configmaps'], ['create', 'get', 'list', 'watch', 'update']), // the root certificate, in every namespace
    ...isSet(values.env?.EXTERNAL_CA) || !ownSigner ? signingRules(values) : [],
    ...usesTrustBundles(values.env) ? [
      rule(['certificates.k8s.io'], ['clustertrustbundles'], ['update', 'create', 'delete', 'list', 'watch', 'get']),
      rule(['certificates.k8s.io'], ['signers'], ['attest'], ['istio.io/istiod-ca']),
    ] : [],
    rule(['authentication.k8s.io'], ['tokenreviews'], ['create']),
    rule(['authorization.k8s.io'], ['subjectaccessreviews'], ['create']),
    ...gatewayApiRules(values),
    rule([''], ['secrets'], ['get', 'watch', 'list']),
    rule([mcs], ['serviceexports'], ['get', 'watch', 'list', 'create', 'delete']),
    rule([mcs], ['serviceimports'], ['get', 'watch', 'list']),
  ];
}

function signingRules(values: Values): Values[] {
  return [
    rule(['certificates.k8s.io'], ['certificatesigningrequests', 'certificatesigningrequests/approval', 'certificatesigningrequests/status'],
      ['update', 'create', 'get', 'delete', 'watch']),
    rule(['certificates.k8s.io'], ['signers'], ['approve'], ifSet((values.global.certSigners ?? []).map(text))),
  ];
}

function gatewayApiRules(values: Values): Values[] {
  const statuses = [
    'backendtlspolicies', 'gatewayclasses', 'gateways', 'grpcroutes', 'httproutes', 'referencegrants', 'tcproutes', 'tlsroutes', 'udproutes', 'listenersets',
  ].map((kind) => `${kind}/status`);
  return [
    rule(['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'], ['*'], ['get', 'watch', 'list']),
    rule(['gateway.networking.x-k8s.io'], traitsOf(values).experimentalStatuses.map((kind) => `${kind}/status`), ['update', 'patch']),
    rule(['gateway.networking.k8s.io'], statuses, ['update', 'patch']),
    rule(['gateway.networking.k8s.io'], ['gatewayclasses'], ['create', 'update', 'patch', 'delete']),
    rule(['inference.networking.k8s.io'], ['inferencepools'], ['get', 'watch', 'list']),
    rule(['inference.networking.k8s.io'], ['inferencepools/status'], ['update', 'patch']),
  ];
}

/** The permissions of another cluster's istiod here, through a remote secret. */
export function readerClusterRole(values: Values, names: IstiodNames): Manifest[] {
  const mcs = text(values.env?.MCS_API_GROUP) || 'multicluster.x-k8s.io';
  const own = values.global.readerServiceAccount;
  const subject = isSet(own?.name)
    ? { kind: 'ServiceAccount', name: own.name, namespace: own.namespace }
    : { kind: 'ServiceAccount', name: 'istio-reader-service-account', namespace: names.istioNamespace };
  return clusterRole(`istio-reader-clusterrole${names.suffix}-${names.namespace}`, 'istio-reader', [
    rule(ISTIO_GROUPS, ['*'], READ),
    rule([''], ['endpoints', 'pods', 'services', 'nodes', 'replicationcontrollers', 'namespaces', 'secrets', 'configmaps'], READ),
    rule(['networking.istio.io'], ['workloadentries'], ['get', 'watch', 'list']),
    rule(['networking.x-k8s.io', 'gateway.networking.k8s.io'], ['gateways'], ['get', 'watch', 'list']),
    rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
    rule(['discovery.k8s.io'], ['endpointslices'], READ),
    rule([mcs], ['serviceexports'], [...READ, 'create', 'delete']),
    rule([mcs], ['serviceimports'], READ),
    rule(['apps'], ['replicasets'], READ),
    rule(['authentication.k8s.io'], ['tokenreviews'], ['create']),
    rule(['authorization.k8s.io'], ['subjectaccessreviews'], ['create']),
    ...values.istiodRemote.enabled ? [
      rule([''], ['configmaps'], ['create', 'get', 'list', 'watch', 'update']),
      rule(['admissionregistration.k8s.io'], ['mutatingwebhookconfigurations'], [...READ, 'update', 'patch']),
      rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], [...READ, 'update']),
    ] : [],
  ], subject);
}
