import { annotation, annotationOf, bake, Baked, hasAnnotation, labelOf, own } from './baked';
import * as piece from './pieces';
import { Choice, code, entries, Node, Shared, TemplateTree, text, Verbatim, verbatim, when } from './tree';
import { isSet } from '../chart/manifest';
import { Values } from '../values/kinds';

const T = 'traffic.sidecar.istio.io';

/** The sidecar: redirection setup, and the proxy as a native sidecar or a regular container. */
export function sidecarTemplate(values: Values): TemplateTree {
  const baked = bake(values);
  const tree = entries(
    { metadata: { labels: labels(), annotations: annotations(baked) } },
    { spec: entries(containers(baked), { volumes: volumes(baked), imagePullSecrets: piece.pullSecrets(baked) }) },
  );
  return {
    tree,
    prelude: [
      ...piece.CONTAINERS,
      ...piece.resourceLines(baked),
      '$mode := annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode',
      '$tproxy := eq $mode "TPROXY"',
      `$bindsLowPorts := eq (${annotation('sidecar.istio.io/capNetBindService', baked.proxy.capNetBindService)}) "true"`,
      `$native := ne (${annotationOf('sidecar.istio.io/nativeSidecar')} | default (printf "%t" .NativeSidecars)) "false"`,
      '$intercepts := ne $mode "NONE"',
      `$waits := and ${baked.proxy.holdApplicationUntilProxyStarts ? 'true' : '.ProxyConfig.HoldApplicationUntilProxyStarts.GetValue'} (not $native)`,
      `$statusPort := ${annotation('status.sidecar.istio.io/port', baked.statusPort)}`,
      `$notInbound := excludeInboundPort $statusPort (${annotation(`${T}/excludeInboundPorts`, baked.proxy.excludeInboundPorts)})`,
      '$user := .ProxyUID | default 1337',
      '$group := .ProxyGID | default 1337',
      'if $tproxy', '$user = 1337', '$group = 1337', 'end',
    ],
  };
}

function labels(): Node {
  return entries(
    { 'security.istio.io/tlsMode': verbatim`${code(`${labelOf('security.istio.io/tlsMode')} | default "istio" | quote`)}` },
    when('eq (index .ProxyConfig.ProxyMetadata "ISTIO_META_ENABLE_HBONE") "true"', {
      'networking.istio.io/tunnel': verbatim`${code(`${labelOf('networking.istio.io/tunnel')} | default "http" | quote`)}`,
    }),
    {
      'service.istio.io/canonical-name': piece.canonicalName('trunc 63 | trimAll "-_."'),
      'service.istio.io/canonical-revision': piece.CANONICAL_REVISION,
    },
  );
}

function annotations(baked: Baked): Node {
  return entries({ 'istio.io/rev': verbatim`${code('.Revision | default "default" | quote')}` }, ...piece.DEFAULT_CONTAINER, ...baked.cni ? cniAnnotations(baked) : []);
}

/** The node agent reads from annotations what would otherwise be arguments of the init container. */
function cniAnnotations(baked: Baked): (Choice | Record<string, Node>)[] {
  const { proxy } = baked;
  const optional = (key: string, pipeline: string): Choice => new Choice(`with ${pipeline}`, { [key]: text`${code('.')}` });
  const listed = (key: string, fallback: unknown): (Choice | Record<string, Node>)[] => {
    const line = { [key]: text`${code(annotation(key, fallback))}` };
    return [isSet(fallback) ? line : when(hasAnnotation(key), line)];
  };
  return [
    ...baked.multus ? [{
      'k8s.v1.cni.cncf.io/networks': new Verbatim(['\'', code(`appendMultusNetwork (${annotationOf('k8s.v1.cni.cncf.io/networks')}) "default/istio-cni"`), '\'']),
    }] : [],
    { 'sidecar.istio.io/interceptionMode': text`${code('$mode')}` },
    optional(`${T}/includeOutboundIPRanges`, annotation(`${T}/includeOutboundIPRanges`, proxy.includeIPRanges)),
    optional(`${T}/excludeOutboundIPRanges`, annotation(`${T}/excludeOutboundIPRanges`, proxy.excludeIPRanges)),
    { [`${T}/includeInboundPorts`]: text`${code(annotation(`${T}/includeInboundPorts`, proxy.includeInboundPorts))}` },
    { [`${T}/excludeInboundPorts`]: text`${code('$notInbound')}` },
    ...listed(`${T}/includeOutboundPorts`, proxy.includeOutboundPorts),
    ...listed(`${T}/excludeOutboundPorts`, proxy.excludeOutboundPorts),
    optional(`${T}/kubevirtInterfaces`, annotationOf(`${T}/kubevirtInterfaces`)),
    optional('istio.io/reroute-virtual-interfaces', annotationOf('istio.io/reroute-virtual-interfaces')),
    optional(`${T}/excludeInterfaces`, annotationOf(`${T}/excludeInterfaces`)),
  ];
}

/** A native sidecar is an init container that keeps running; otherwise it is a regular container. */
function containers(baked: Baked): Shared {
  return new Shared('initContainers', when('$intercepts', [redirection(baked)]), 'or $intercepts $native', 'containers', 'not $native', [proxyContainer(baked)]);
}

/** The container that redirects the pod's traffic to the proxy, or checks that the node agent has done so. */
function redirection(baked: Baked): Node {
  const { global, proxy } = baked;
  return {
    name: baked.cni ? 'istio-validation' : 'istio-init',
    image: piece.proxyImage(global.proxy_init?.image, '.ProxyInitImage'),
    args: redirectionArgs(baked),
    ...piece.pullPolicy(baked),
    env: piece.METADATA,
    resources: piece.RESOURCES,
    securityContext: {
      allowPrivilegeEscalation: Boolean(proxy.privileged),
      privileged: Boolean(proxy.privileged),
      capabilities: baked.cni ? { drop: ['ALL'] } : { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
      readOnlyRootFilesystem: baked.cni,
      runAsGroup: baked.cni ? verbatim`${code('$group')}` : 0,
      runAsUser: baked.cni ? verbatim`${code('$user')}` : 0,
      runAsNonRoot: baked.cni,
      seccompProfile: own(proxy.seccompProfile),
    },
  };
}

function redirectionArgs(baked: Baked): Node[] {
  const { global, proxy } = baked;
  const from = (key: string, fallback: unknown): Node => text`${code(annotation(key, fallback))}`;
  const listed = (flag: string, key: string, fallback: unknown): Node[] => (
    isSet(fallback) ? [flag, from(key, fallback)] : [when(hasAnnotation(key), [flag, from(key, fallback)])]
  );
  const reroute = 'istio.io/reroute-virtual-interfaces';
  const kubevirt = `${T}/kubevirtInterfaces`;
  const excluded = `${T}/excludeInterfaces`;
  return [
    'istio-iptables',
    '-p', verbatim`${code('.MeshConfig.ProxyListenPort | default 15001 | quote')}`,
    '-z', verbatim`${code('.MeshConfig.ProxyInboundListenPort | default 15006 | quote')}`,
    '-u', text`${code('$user')}`,
    '-m', text`${code('$mode')}`,
    '-i', from(`${T}/includeOutboundIPRanges`, proxy.includeIPRanges),
    '-x', from(`${T}/excludeOutboundIPRanges`, proxy.excludeIPRanges),
    '-b', from(`${T}/includeInboundPorts`, proxy.includeInboundPorts),
    '-d', text`15090,15021${code('with $notInbound')},${code('.')}${code('end')}`,
    ...listed('-q', `${T}/includeOutboundPorts`, proxy.includeOutboundPorts),
    ...listed('-o', `${T}/excludeOutboundPorts`, proxy.excludeOutboundPorts),
    when(hasAnnotation(reroute), ['-k', text`${code(annotationOf(reroute))}`], [
      when(hasAnnotation(kubevirt), ['-k', text`${code(annotationOf(kubevirt))}`]),
    ]),
    when(hasAnnotation(excluded), ['-c', text`${code(annotationOf(excluded))}`]),
    text`--log_output_level=${code(annotation('sidecar.istio.io/agentLogLevel', baked.logLevel))}`,
    ...global.logAsJson ? ['--log_as_json'] : [],
    ...baked.cni ? ['--run-validation', '--skip-rule-apply'] : global.proxy_init?.forceApplyIptables ? ['--force-apply'] : [],
    ...global.nativeNftables ? ['--native-nftables'] : [],
  ];
}

function proxyContainer(baked: Baked): Node {
  const { proxy } = baked;
  return entries(
    { name: 'istio-proxy', image: piece.proxyImage(proxy.image, '.ProxyImage') },
    when('$native', { restartPolicy: 'Always' }),
    {
      ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
      args: [...piece.agentArgs(baked, 'sidecar', false), ...isSet(proxy.outlierLogPath) ? [`--outlierLogPath=${proxy.outlierLogPath}`] : []],
    },
    ...lifecycle(baked),
    { env: environment(baked), ...piece.pullPolicy(baked) },
    when('ne $statusPort "0"', probes(baked)),
    { securityContext: securityContext(baked), resources: piece.RESOURCES, volumeMounts: mounts(baked) },
  );
}

/** The hooks from the values; or waiting for the proxy before the application starts; or draining before it stops. */
function lifecycle(baked: Baked): (Choice | Record<string, Node>)[] {
  if (isSet(baked.proxy.lifecycle)) return [piece.lifecycle(baked)];
  const drain = ['pilot-agent', 'request', text`--debug-port=${code('$statusPort')}`, 'POST', 'drain'];
  return [
    when('$waits', { lifecycle: { postStart: piece.command('pilot-agent', 'wait') } }),
    when('$native', { lifecycle: { preStop: { exec: { command: drain } } } }),
  ];
}

function environment(baked: Baked): Node[] {
  return [
    piece.LEGACY_PROBES,
    ...piece.identityEnv(baked),
    piece.limit('ISTIO_CPU_LIMIT', 'limits.cpu'),
    piece.PROXY_CONFIG,
    piece.POD_PORTS,
    piece.APP_CONTAINERS,
    ...piece.goLimits(baked),
    piece.COMPLIANCE,
    ...piece.clusterEnv(baked),
    {
      name: 'ISTIO_META_INTERCEPTION_MODE',
      value: text`${code(`or (${annotationOf('sidecar.istio.io/interceptionMode')}) .ProxyConfig.InterceptionMode.String`)}`,
    },
    ...piece.networkEnv(baked),
    piece.workloadName(`${labelOf('service.istio.io/workload-name')} | default .DeploymentMeta.Name`),
    piece.OWNER,
    when(piece.BOOTSTRAP, [{ name: 'ISTIO_BOOTSTRAP_OVERRIDE', value: '/etc/istio/custom-bootstrap/custom_bootstrap.json' }]),
    ...piece.meshEnv(baked),
    ...baked.proxy.tracer === 'datadog' ? [datadog()] : [],
    new Choice('with otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels .DeploymentMeta.Namespace .Spec.Containers', [
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: text`${code('.')}` },
    ]),
    piece.METADATA,
  ];
}

function datadog(): Choice {
  const key = 'apm.datadoghq.com/env';
  return when(hasAnnotation(key), [
    new Choice(`range $key, $value := fromJSON (${annotationOf(key)})`, [{ name: text`${code('$key')}`, value: text`${code('$value')}` }]),
  ]);
}

function probes(baked: Baked): Record<string, Node> {
  const { proxy } = baked;
  const httpGet = { path: '/healthz/ready', port: 15021 };
  return {
    startupProbe: proxy.startupProbe?.enabled
      ? { httpGet, initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: Number(proxy.startupProbe.failureThreshold) }
      : undefined,
    readinessProbe: {
      httpGet,
      initialDelaySeconds: piece.readiness('initialDelaySeconds', proxy.readinessInitialDelaySeconds),
      periodSeconds: piece.readiness('periodSeconds', proxy.readinessPeriodSeconds),
      timeoutSeconds: 3,
      failureThreshold: piece.readiness('failureThreshold', proxy.readinessFailureThreshold),
    },
  };
}

function securityContext(baked: Baked): Node {
  const privileged = Boolean(baked.proxy.privileged);
  return entries(
    when('eq (index .ProxyConfig.ProxyMetadata "IPTABLES_TRACE_LOGGING") "true"', {
      allowPrivilegeEscalation: true,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      privileged: true,
      readOnlyRootFilesystem: true,
      runAsGroup: verbatim`${code('.ProxyGID | default 1337')}`,
      runAsNonRoot: false,
      runAsUser: 0,
    }, entries(
      {
        allowPrivilegeEscalation: privileged,
        capabilities: entries(
          when('or $tproxy $bindsLowPorts', { add: [when('$tproxy', ['NET_ADMIN']), when('$bindsLowPorts', ['NET_BIND_SERVICE'])] }),
          { drop: ['ALL'] },
        ),
        privileged,
        readOnlyRootFilesystem: true,
      },
      when('or $tproxy $bindsLowPorts',
        { runAsNonRoot: false, runAsUser: 0, runAsGroup: 1337 },
        { runAsNonRoot: true, runAsUser: verbatim`${code('$user')}`, runAsGroup: verbatim`${code('$group')}` }),
    )),
    { seccompProfile: own(baked.proxy.seccompProfile) },
  );
}

function mounts(baked: Baked): Node[] {
  return [
    piece.mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
    piece.mount('credential-socket', '/var/run/secrets/credential-uds'),
    piece.certificateMount(baked),
    ...baked.ownCertificates ? [piece.mount('istiod-ca-cert', '/var/run/secrets/istio'), piece.mount('istio-ca-crl', '/var/run/secrets/istio/crl')] : [],
    piece.mount('istio-data', '/var/lib/istio/data'),
    when(piece.BOOTSTRAP, [piece.mount('custom-bootstrap-volume', '/etc/istio/custom-bootstrap')]),
    piece.mount('istio-envoy', '/etc/istio/proxy'),
    piece.mount('istio-token', '/var/run/secrets/tokens'),
    ...piece.mountedCertificatesMount(baked),
    piece.mount('istio-podinfo', '/etc/istio/pod'),
    ...lightstep(baked, { name: 'lightstep-certs', mountPath: text`${code('directory .ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates')}`, readOnly: true }),
    piece.USER_MOUNTS,
  ];
}

function volumes(baked: Baked): Node[] {
  return [
    { name: 'workload-socket', emptyDir: null },
    { name: 'credential-socket', emptyDir: null },
    piece.certificateVolume(baked, null),
    piece.BOOTSTRAP_VOLUME,
    piece.memory('istio-envoy'),
    { name: 'istio-data', emptyDir: {} },
    piece.PODINFO,
    piece.token(baked),
    ...baked.ownCertificates ? [piece.rootVolume(baked)] : [],
    { name: 'istio-ca-crl', configMap: { name: 'istio-ca-crl', optional: true } },
    ...piece.mountedCertificates(baked),
    piece.USER_VOLUMES,
    ...lightstep(baked, { name: 'lightstep-certs', secret: { optional: true, secretName: 'lightstep.cacert' } }),
  ];
}

function lightstep(baked: Baked, item: Node): Node[] {
  return baked.proxy.tracer === 'lightstep' ? [when('.ProxyConfig.GetTracing.GetTlsSettings', [item])] : [];
}
