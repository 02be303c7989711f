/** The images and settings of the injected containers. */
export interface InjectedImages {
  readonly proxy: string;
  readonly bootstrap: string;
  readonly redirect: string;
}

/** Optional settings of the proxies, as far as they are arguments of the program that writes their bootstrap. */
export interface InjectedOptions {
  readonly accessLog: boolean;
  readonly tracing: boolean;
  readonly stats: boolean;
}

const BOOTSTRAP = '/var/lib/data';

/** The annotation of a pod, or a default, as the injector's templates read it. */
const annotation = (name: string, fallback = ''): string => `{{ annotation .ObjectMeta \`cloud.google.com/${name}\` \`${fallback}\` }}`;

/** Lines that apply only to pods with an annotation that is "true". */
const where = (name: string, lines: readonly string[]): readonly string[] => [
  `{{- if eq (annotation .ObjectMeta \`cloud.google.com/${name}\` \`false\`) \`true\` }}`, ...lines, '{{- end }}',
];

const setting = (name: string): string => `{{ .ProxyConfig.ProxyMetadata.${name} }}`;

/**
 * The template of Istio's sidecar injector for a proxy of Traffic Director: a container that writes the bootstrap, one that redirects the pod's
 * connections, and Envoy. The pod annotations `cloud.google.com/…` are those that Google documents for its injector.
 */
export function injectionTemplate(images: InjectedImages, options: InjectedOptions, interceptionPort: number): string {
  return [
    'containers:',
    ...envoy(images.proxy),
    'initContainers:',
    ...bootstrapWriter(images.bootstrap, options),
    ...redirection(images.redirect, interceptionPort),
    'volumes:',
    '- name: envoy-bootstrap',
    '  emptyDir: {}',
    ...where('enableManagedCerts', ['- name: gke-workload-certificates', '  csi:', '    driver: workloadcertificates.security.cloud.google.com']),
    '',
  ].join('\n');
}

/** The user is the one whose own connections are not redirected. */
function envoy(image: string): readonly string[] {
  return [
    '- name: envoy',
    `  image: ${image}`,
    '  args: [-c, /etc/envoy/envoy.yaml]',
    '  resources:',
    '    limits: {cpu: "2", memory: 1Gi}',
    '    requests: {cpu: 100m, memory: 128Mi}',
    '  securityContext: {runAsNonRoot: true, runAsUser: 1337, runAsGroup: 1337}',
    '  volumeMounts:',
    '  - {name: envoy-bootstrap, mountPath: /etc/envoy}',
    ...where('enableManagedCerts', ['  - {name: gke-workload-certificates, mountPath: /var/run/secrets/workload-spiffe-credentials, readOnly: true}']),
  ];
}

function bootstrapWriter(image: string, { accessLog, tracing, stats }: InjectedOptions): readonly string[] {
  return [
    '- name: td-bootstrap-writer',
    `  image: ${image}`,
    '  args:',
    `  - --project_number=${setting('TRAFFICDIRECTOR_GCP_PROJECT_NUMBER')}`,
    `  - --network_name=${setting('TRAFFICDIRECTOR_NETWORK_NAME')}`,
    `  - --mesh_name=${setting('TRAFFICDIRECTOR_MESH_NAME')}`,
    `  - --bootstrap_file_output_path=${BOOTSTRAP}/envoy.yaml`,
    '  - --traffic_director_url={{ .ProxyConfig.DiscoveryAddress }}',
    '  - --envoy_admin_port={{ .ProxyConfig.ProxyAdminPort }}',
    '  {{- if isset .ObjectMeta.Annotations `cloud.google.com/includeInboundPorts` }}',
    `  - --inbound_backend_ports=${annotation('includeInboundPorts')}`,
    '  {{- end }}',
    ...metadata(),
    ...where('enableManagedCerts', ['  - --use_workload_certificates']),
    ...(accessLog ? [`  - --access_log_path=${setting('TRAFFICDIRECTOR_ACCESS_LOG_PATH')}`] : []),
    ...(tracing ? ['  - --enable_tracing'] : []),
    ...(stats ? [`  - --expose_stats_port=${setting('PROXY_STATS_PORT')}`] : []),
    '  securityContext: {runAsNonRoot: true, runAsUser: 1323, runAsGroup: 1323}',
    '  volumeMounts:',
    `  - {name: envoy-bootstrap, mountPath: ${BOOTSTRAP}}`,
  ];
}

/** The labels that a proxy presents to endpoint policies: those of its pod, or those in an annotation. */
function metadata(): readonly string[] {
  return [
    '  {{- if eq (annotation .ObjectMeta `cloud.google.com/forwardPodLabels` `false`) `true` }}',
    '  - |-',
    '    --proxy_metadata={{ toJSON .ObjectMeta.Labels }}',
    '  {{- else if isset .ObjectMeta.Annotations `cloud.google.com/proxyMetadata` }}',
    '  - |-',
    `    --proxy_metadata=${annotation('proxyMetadata', '{}')}`,
    '  {{- end }}',
  ];
}

/** Redirects the pod's traffic to the proxy; by default not the traffic to the metadata server, from which programs get their credentials. */
function redirection(image: string, interceptionPort: number): readonly string[] {
  const flags: ReadonlyArray<readonly [flag: string, value: string]> = [
    ['-p', String(interceptionPort)],
    ['-u', '1337'],
    ['-m', 'REDIRECT'],
    ['-i', annotation('includeOutboundCIDRs', '*')],
    ['-b', annotation('includeInboundPorts')],
    ['-x', annotation('excludeOutboundCIDRs', '169.254.169.254/32')],
    ['-d', annotation('excludeInboundPorts')],
    ['-o', annotation('excludeOutboundPorts')],
  ];
  return [
    '- name: istio-init',
    `  image: ${image}`,
    '  args:',
    '  - istio-iptables',
    ...flags.flatMap(([flag, value]) => [`  - "${flag}"`, `  - "${value}"`]),
    '  resources:',
    '    limits: {cpu: 100m, memory: 50Mi}',
    '    requests: {cpu: 10m, memory: 10Mi}',
    '  securityContext:',
    '    allowPrivilegeEscalation: false',
    '    capabilities: {add: [NET_ADMIN, NET_RAW], drop: [ALL]}',
    '    privileged: false',
    '    runAsGroup: 0',
    '    runAsNonRoot: false',
    '    runAsUser: 0',
  ];
}
