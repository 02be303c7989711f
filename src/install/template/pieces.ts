import { annotation, annotationOf, Baked, hasAnnotation, labelOf, own, withoutNulls } from './baked';
import { Block, Choice, code, each, entries, given, Node, quoted, spread, text, Verbatim, verbatim, when } from './tree';
import { fieldEnv as field, isSet, resourceEnv as limit } from '../chart/manifest';
import { Values } from '../values/kinds';

/** Lines that collect the names of the pod's own containers. */
export const CONTAINERS = [
  '$containers := list',
  'range .Spec.Containers',
  'if ne .Name "istio-proxy"',
  '$containers = append $containers .Name',
  'end',
  'end',
];

/** Lines that determine the proxy's resources: the pod's settings override the values. */
export function resourceLines(baked: Baked): string[] {
  const setting = (map: string, resource: string, key: string): string[] => [
    `if ${hasAnnotation(key)}`, `$_ := set $${map} ${quoted(resource)} (${annotationOf(key)})`, 'end',
  ];
  const part = (map: string): string[] => [`if $${map}`, `$_ := set $asked ${quoted(map)} $${map}`, 'end'];
  const usual = withoutNulls(baked.proxy.resources);
  return [
    '$requests := dict', '$limits := dict', '$asked := dict',
    ...setting('requests', 'cpu', 'sidecar.istio.io/proxyCPU'),
    ...setting('requests', 'memory', 'sidecar.istio.io/proxyMemory'),
    ...setting('limits', 'cpu', 'sidecar.istio.io/proxyCPULimit'),
    ...setting('limits', 'memory', 'sidecar.istio.io/proxyMemoryLimit'),
    ...part('requests'), ...part('limits'),
    `$resources := ${quoted(isSet(usual) ? JSON.stringify(usual) : '')}`,
    'if $asked', '$resources = toJson $asked', 'end',
  ];
}
export const RESOURCES = verbatim`${code('$resources')}`;

export function canonicalName(shorten = ''): Verbatim {
  const chain = [labelOf('service.istio.io/canonical-name'), `default (${labelOf('app.kubernetes.io/name')})`, `default (${labelOf('app')})`,
    'default .DeploymentMeta.Name', ...shorten ? [shorten] : [], 'quote'];
  return verbatim`${code(chain.join(' | '))}`;
}
export const CANONICAL_REVISION = verbatim`${code([labelOf('service.istio.io/canonical-revision'), `default (${labelOf('app.kubernetes.io/version')})`,
  `default (${labelOf('version')})`, 'default "latest"', 'quote'].join(' | '))}`;

/** The default container for kubectl: never the proxy. */
export const DEFAULT_CONTAINER: Choice[] = ['kubectl.kubernetes.io/default-logs-container', 'kubectl.kubernetes.io/default-container'].map((key) => (
  when(`and (ge (len $containers) 1) (not (${hasAnnotation(key)}))`, { [key]: text`${code('index $containers 0')}` })
));

export function proxyImage(fallback: unknown, usual: string): Node {
  const image = annotation('sidecar.istio.io/proxyImage', fallback);
  return text`${code(`if contains "/" (${image})`)}${code(image)}${code('else')}${code(usual)}${code('end')}`;
}

export function pullPolicy(baked: Baked): Record<string, Node> {
  return { imagePullPolicy: isSet(baked.global.imagePullPolicy) ? baked.global.imagePullPolicy : undefined };
}
export function pullSecrets(baked: Baked): Node {
  return isSet(baked.global.imagePullSecrets) ? baked.global.imagePullSecrets.map((name: unknown) => ({ name: String(name) })) : undefined;
}

export { field, limit };

/** A setting of the readiness probe, from the annotation that overrides it. */
export const readiness = (name: string, fallback: unknown): Node => verbatim`${code(annotation(`readiness.status.sidecar.istio.io/${name}`, fallback))}`;

/** The proxy's identity, and its control plane and CA. */
export function identityEnv(baked: Baked): Node[] {
  return [
    { name: 'PILOT_CERT_PROVIDER', value: baked.global.pilotCertProvider },
    { name: 'CA_ADDR', value: baked.caAddress },
    field('POD_NAME', 'metadata.name'),
    field('POD_NAMESPACE', 'metadata.namespace'),
    field('INSTANCE_IP', 'status.podIP'),
    field('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    field('HOST_IP', 'status.hostIP'),
  ];
}

export const PROXY_CONFIG: Node = { name: 'PROXY_CONFIG', value: new Block(['{{ protoToJSON .ProxyConfig }}'], true) };

/** The ports of all containers, as one JSON list. */
export const POD_PORTS: Node = {
  name: 'ISTIO_META_POD_PORTS',
  value: new Block([
    '[',
    '{{- $first := true }}', '{{- range .Spec.Containers }}', '{{- range .Ports }}', '{{- $port := structToJSON . }}', '{{- if $port }}',
    '    {{ if not $first }},{{ end }}{{ $port }}',
    '{{- $first = false }}', '{{- end }}', '{{- end }}', '{{- end }}',
    ']',
  ], false),
};
export const APP_CONTAINERS: Node = { name: 'ISTIO_META_APP_CONTAINERS', value: text`${code('$containers | join ","')}` };
export function goLimits(baked: Baked): Node[] {
  return [limit('GOMEMLIMIT', 'limits.memory'), ...baked.goMaxProcs ? [limit('GOMAXPROCS', 'limits.cpu')] : []];
}
export const COMPLIANCE: Node = when('.CompliancePolicy', [
  { name: 'COMPLIANCE_POLICY', value: text`${code('.CompliancePolicy')}` },
  when('eq .CompliancePolicy "fips-140-3"', [{ name: 'GODEBUG', value: 'fips140=only' }]),
]);
export const LEGACY_PROBES: Node = when('eq .InboundTrafficPolicyMode "localhost"', [
  { name: 'REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION', value: 'true' },
]);

export function clusterEnv(baked: Baked): Node[] {
  return [{ name: 'ISTIO_META_CLUSTER_ID', value: baked.clusterName || 'Kubernetes' }, field('ISTIO_META_NODE_NAME', 'spec.nodeName')];
}
export function networkEnv(baked: Baked): Node[] {
  return isSet(baked.global.network) ? [{ name: 'ISTIO_META_NETWORK', value: String(baked.global.network) }] : [];
}

export function workloadName(pipeline: string): Node {
  return given(pipeline, [{ name: 'ISTIO_META_WORKLOAD_NAME', value: text`${code('.')}` }]);
}
export const OWNER: Node = when('and .TypeMeta.APIVersion .DeploymentMeta.Name', [{
  name: 'ISTIO_META_OWNER',
  value: text`kubernetes://apis/${code('.TypeMeta.APIVersion')}/namespaces/${code('valueOrDefault .DeploymentMeta.Namespace "default"')}/${
    code('toLower .TypeMeta.Kind')}s/${code('.DeploymentMeta.Name')}`,
}]);

/** The mesh ID, by default the trust domain, and the trust domain. */
export function meshEnv(baked: Baked): Node[] {
  const domain = `valueOrDefault .MeshConfig.TrustDomain ${quoted(baked.global.trustDomain)}`;
  const id = (value: Node): Node => ({ name: 'ISTIO_META_MESH_ID', value });
  return [
    isSet(baked.global.meshID) ? id(String(baked.global.meshID)) : given(domain, [id(text`${code('.')}`)]),
    given(domain, [{ name: 'TRUST_DOMAIN', value: text`${code('.')}` }]),
  ];
}
export const METADATA: Node = each('$key, $value := .ProxyConfig.ProxyMetadata', [{ name: text`${code('$key')}`, value: text`${code('$value')}` }]);

export const BOOTSTRAP = hasAnnotation('sidecar.istio.io/bootstrapOverride');

export function agentArgs(baked: Baked, mode: string, separate: boolean): Node[] {
  const flag = (name: string, pipeline: string): Node[] => separate
    ? [`--${name}`, verbatim`${code(`${pipeline} | quote`)}`]
    : [text`--${name}=${code(pipeline)}`];
  return [
    'proxy', mode, '--domain', `$(POD_NAMESPACE).svc.${baked.clusterDomain}`,
    ...mode === 'waypoint' ? ['--serviceCluster', text`${code('.ServiceAccount')}.$(POD_NAMESPACE)`] : [],
    ...flag('proxyLogLevel', annotation('sidecar.istio.io/logLevel', baked.proxy.logLevel)),
    ...flag('proxyComponentLogLevel', annotation('sidecar.istio.io/componentLogLevel', baked.proxy.componentLogLevel)),
    ...flag('log_output_level', annotation('sidecar.istio.io/agentLogLevel', baked.logLevel)),
    ...mode !== 'waypoint' && isSet(baked.global.sts?.servicePort) ? [`--stsPort=${baked.global.sts.servicePort}`] : [],
    ...baked.global.logAsJson ? ['--log_as_json'] : [],
  ];
}

/** A directory that a volume is mounted on. */
export function mount(name: string, mountPath: string, readOnly?: true): Node {
  return { name, mountPath, readOnly };
}
export function certificateMount(baked: Baked): Node {
  return baked.gkeCertificates
    ? mount('gke-workload-certificate', '/var/run/secrets/workload-spiffe-credentials', true)
    : mount('workload-certs', '/var/run/secrets/workload-spiffe-credentials');
}
export function certificateVolume(baked: Baked, empty: Node): Node {
  return baked.gkeCertificates
    ? { name: 'gke-workload-certificate', csi: { driver: 'workloadcertificates.security.cloud.google.com' } }
    : { name: 'workload-certs', emptyDir: empty };
}
export const USER_MOUNTS: Node = when(hasAnnotation('sidecar.istio.io/userVolumeMount'), [userItems('sidecar.istio.io/userVolumeMount')]);
export const USER_VOLUMES: Node = when(hasAnnotation('sidecar.istio.io/userVolume'), [userItems('sidecar.istio.io/userVolume')]);

/** Volumes or mounts that the pod specifies as JSON, by name. */
function userItems(key: string): Choice {
  return each(`$name, $value := fromJSON (${annotationOf(key)})`, [entries({ name: text`${code('$name')}` }, spread('$value'))]);
}

export function memory(name: string): Node {
  return { name, emptyDir: { medium: 'Memory' } };
}
export const PODINFO: Node = {
  name: 'istio-podinfo',
  downwardAPI: {
    items: [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'annotations', fieldRef: { fieldPath: 'metadata.annotations' } },
    ],
  },
};
export function token(baked: Baked, name = 'istio-token', audience: unknown = baked.global.sds.token.aud): Node {
  return { name, projected: { sources: [{ serviceAccountToken: { path: name, expirationSeconds: 43200, audience: String(audience) } }] } };
}
/** The root certificates that proxies trust. */
export function rootVolume(baked: Baked): Node {
  const bundle = baked.global.trustBundleName;
  return baked.trustBundle
    ? { name: 'istiod-ca-cert', projected: { sources: [{ clusterTrustBundle: { name: `istio.io:istiod-ca:${bundle || 'root-cert'}`, path: 'root-cert.pem' } }] } }
    : { name: 'istiod-ca-cert', configMap: { name: bundle || 'istio-ca-root-cert' } };
}
export const BOOTSTRAP_VOLUME: Node = when(BOOTSTRAP, [{
  name: 'custom-bootstrap-volume', configMap: { name: text`${code(annotation('sidecar.istio.io/bootstrapOverride', ''))}` },
}]);
/** Certificates from a Secret that is named after the account and created by others. */
export function mountedCertificates(baked: Baked): Node[] {
  return baked.global.mountMtlsCerts
    ? [{ name: 'istio-certs', secret: { optional: true, secretName: text`istio.${code('.Spec.ServiceAccountName | default "default"')}` } }] : [];
}
export function mountedCertificatesMount(baked: Baked): Node[] {
  return baked.global.mountMtlsCerts ? [mount('istio-certs', '/etc/certs/', true)] : [];
}

export function lifecycle(baked: Baked): Record<string, Node> {
  return { lifecycle: own(baked.proxy.lifecycle) };
}
export function command(...words: string[]): Values {
  return { exec: { command: words } };
}
