import { annotation, bake, Baked, own, withoutNulls } from './baked';
import { LOW_PORTS } from './gateway';
import * as piece from './pieces';
import { print } from './print';
import { Code, code, each, entries, given, Node, text, Verbatim, verbatim, when } from './tree';
import { isSet } from '../render/manifest';
import { Values } from '../values/kinds';

/** What istiod deploys for a Gateway of one class. */
interface GatewayKind {
  /** The label by which istiod's controllers tell their own from others', a pipeline. */
  readonly managedBy: string;
  /** Labels of the pod that the user may override. */
  readonly podLabels: readonly string[];
  readonly serviceAnnotations?: string;
  readonly protocol: Node;
  /** Whether the account needs Kubernetes 1.28 to have an owner. */
  readonly ownsAccountSince128: boolean;
  readonly podSpec: Record<string, Node>;
}

const NAME = verbatim`${code('.DeploymentName | quote')}`;
const NAMESPACE = verbatim`${code('.Namespace | quote')}`;
const KEPT = '(omit .InfrastructureAnnotations "kubectl.kubernetes.io/last-applied-configuration" "gateway.istio.io/name-override" '
  + '"gateway.istio.io/service-account" "gateway.istio.io/controller-version")';
const GATEWAY_LABELS = '"gateway.networking.k8s.io/gateway-name" .Name "gateway.networking.k8s.io/gateway-class-name" .GatewayClass';
const SELECTOR = new Verbatim(['{ "', code('.GatewayNameLabel'), '": ', code('.Name | quote'), ' }']);
const OWNER = [{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: text`${code('.Name')}`, uid: text`${code('.UID')}` }];

/** An Envoy at the edge, for the class `istio`. */
export function kubeGatewayTemplate(values: Values): string {
  const baked = bake(values);
  return documents({
    managedBy: '"istio.io-gateway-controller"',
    podLabels: [],
    protocol: verbatim`${code('$val.Protocol')}`,
    ownsAccountSince128: true,
    podSpec: {
      securityContext: edgeSecurity(baked),
      serviceAccountName: verbatim`${code('.ServiceAccount | quote')}`,
      containers: [edgeProxy(baked)],
      volumes: [
        { name: 'workload-socket', emptyDir: null },
        { name: 'credential-socket', emptyDir: {} },
        piece.certificateVolume(baked, {}),
        piece.memory('istio-envoy'),
        { name: 'istio-data', emptyDir: {} },
        piece.PODINFO,
        piece.token(baked),
        ...baked.ownCertificates ? [piece.rootVolume(baked)] : [],
      ],
      imagePullSecrets: piece.pullSecrets(baked),
    },
  });
}

function edgeSecurity(baked: Baked): Node {
  return own(baked.gateways.securityContext) ?? { ...LOW_PORTS, seccompProfile: own(baked.gateways.seccompProfile) };
}

function ownResources(resources: unknown): Node {
  return isSet(resources) ? withoutNulls(resources) ?? null : undefined;
}

function restricted(user: Node, group: Node, seccompProfile?: Node): Node {
  return {
    capabilities: { drop: ['ALL'] },
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsUser: user,
    runAsGroup: group,
    runAsNonRoot: true,
    seccompProfile,
  };
}

const METRICS = { containerPort: 15020, name: 'metrics', protocol: 'TCP' };
const STATUS = { containerPort: 15021, name: 'status-port', protocol: 'TCP' };
const ENVOY_METRICS = { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' };
const PROBE = { httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' }, successThreshold: 1, timeoutSeconds: 1 };
const PROBES = {
  startupProbe: { failureThreshold: 30, ...PROBE, initialDelaySeconds: 1, periodSeconds: 1 },
  readinessProbe: { failureThreshold: 4, ...PROBE, initialDelaySeconds: 0, periodSeconds: 15 },
};

function network(baked: Baked): string {
  return `valueOrDefault (index .InfrastructureLabels "topology.istio.io/network") ${JSON.stringify(String(baked.global.network ?? ''))}`;
}
const OWNER_ENV = { name: 'ISTIO_META_OWNER', value: text`kubernetes://apis/apps/v1/namespaces/${code('.Namespace')}/deployments/${code('.DeploymentName')}` };
const WORKLOAD_ENV = { name: 'ISTIO_META_WORKLOAD_NAME', value: NAME };

function edgeProxy(baked: Baked): Node {
  const requested = given('index .InfrastructureLabels "topology.istio.io/network"', [
    { name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: verbatim`${code('. | quote')}` },
  ]);
  return {
    name: 'istio-proxy',
    image: piece.proxyImage(baked.proxy.image, '.ProxyImage'),
    resources: ownResources(baked.proxy.resources),
    ...piece.pullPolicy(baked),
    securityContext: restricted(verbatim`${code('.ProxyUID | default 1337')}`, verbatim`${code('.ProxyGID | default 1337')}`),
    ports: [METRICS, STATUS, ENVOY_METRICS],
    args: piece.agentArgs(baked, 'router', true),
    ...piece.lifecycle(baked),
    env: [
      ...piece.identityEnv(baked),
      piece.limit('ISTIO_CPU_LIMIT', 'limits.cpu'),
      piece.PROXY_CONFIG,
      { name: 'ISTIO_META_POD_PORTS', value: '[]' },
      { name: 'ISTIO_META_APP_CONTAINERS', value: '' },
      ...piece.goLimits(baked),
      { name: 'ISTIO_META_CLUSTER_ID', value: clusterId(baked) },
      piece.field('ISTIO_META_NODE_NAME', 'spec.nodeName'),
      { name: 'ISTIO_META_INTERCEPTION_MODE', value: text`${code('.ProxyConfig.InterceptionMode.String')}` },
      given(network(baked), [{ name: 'ISTIO_META_NETWORK', value: verbatim`${code('. | quote')}` }]),
      WORKLOAD_ENV,
      OWNER_ENV,
      ...piece.meshEnv(baked),
      piece.METADATA,
      requested,
    ],
    ...PROBES,
    volumeMounts: [
      piece.mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
      piece.mount('credential-socket', '/var/run/secrets/credential-uds'),
      piece.certificateMount(baked),
      ...baked.ownCertificates ? [piece.mount('istiod-ca-cert', '/var/run/secrets/istio')] : [],
      piece.mount('istio-data', '/var/lib/istio/data'),
      piece.mount('istio-envoy', '/etc/istio/proxy'),
      piece.mount('istio-token', '/var/run/secrets/tokens'),
      piece.mount('istio-podinfo', '/etc/istio/pod'),
    ],
  };
}

function clusterId(baked: Baked): Node {
  return baked.clusterName || text`${code('.ClusterID')}`;
}

/** An Envoy between services, for the class `istio-waypoint`. */
export function waypointTemplate(values: Values): string {
  const baked = bake(values);
  const waypoint: Values = baked.global.waypoint ?? {};
  return documents({
    managedBy: '.ControllerLabel',
    podLabels: ['"istio.io/dataplane-mode" "none"'],
    serviceAnnotations: '(strdict "networking.istio.io/traffic-distribution" "PreferClose")',
    protocol: 'TCP',
    ownsAccountSince128: true,
    podSpec: {
      affinity: own(waypoint.affinity),
      topologySpreadConstraints: own(waypoint.topologySpreadConstraints),
      nodeSelector: own(waypoint.nodeSelector),
      tolerations: own(waypoint.tolerations),
      serviceAccountName: verbatim`${code('.ServiceAccount | quote')}`,
      containers: [waypointProxy(baked, waypoint)],
      volumes: [
        { name: 'workload-socket', emptyDir: null },
        piece.memory('istio-envoy'),
        piece.memory('go-proxy-envoy'),
        { name: 'istio-data', emptyDir: {} },
        { name: 'go-proxy-data', emptyDir: {} },
        piece.PODINFO,
        piece.token(baked, 'istio-token', 'istio-ca'),
        piece.rootVolume(baked),
      ],
      imagePullSecrets: piece.pullSecrets(baked),
    },
  });
}

function waypointProxy(baked: Baked, waypoint: Values): Node {
  const view = { name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: text`${code('$network')}` };
  const user = baked.global.platform === 'openshift' ? undefined : 1337;
  return {
    name: 'istio-proxy',
    ports: [METRICS, STATUS, ENVOY_METRICS],
    image: piece.proxyImage(baked.proxy.image, '.ProxyImage'),
    ...piece.pullPolicy(baked),
    args: [
      ...piece.agentArgs(baked, 'waypoint', true),
      ...isSet(baked.proxy.outlierLogPath) ? [`--outlierLogPath=${baked.proxy.outlierLogPath}`] : [],
    ],
    env: [
      piece.field('ISTIO_META_SERVICE_ACCOUNT', 'spec.serviceAccountName'),
      piece.field('ISTIO_META_NODE_NAME', 'spec.nodeName'),
      ...piece.identityEnv(baked),
      piece.limit('ISTIO_CPU_LIMIT', 'limits.cpu'),
      piece.PROXY_CONFIG,
      piece.METADATA,
      ...piece.goLimits(baked),
      { name: 'ISTIO_META_CLUSTER_ID', value: baked.clusterName || 'Kubernetes' },
      given(`$network := ${network(baked)}`, [
        { name: 'ISTIO_META_NETWORK', value: text`${code('$network')}` },
        when('eq $.ControllerLabel "istio.io-eastwest-controller"', [view]),
      ]),
      { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
      WORKLOAD_ENV,
      OWNER_ENV,
      ...piece.meshEnv(baked),
    ],
    resources: ownResources(waypoint.resources),
    ...PROBES,
    securityContext: restricted(user, user, own(baked.gateways.seccompProfile)),
    volumeMounts: [
      piece.mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
      piece.mount('istiod-ca-cert', '/var/run/secrets/istio'),
      piece.mount('istio-data', '/var/lib/istio/data'),
      piece.mount('istio-envoy', '/etc/istio/proxy'),
      piece.mount('istio-token', '/var/run/secrets/tokens'),
      piece.mount('istio-podinfo', '/etc/istio/pod'),
    ],
  };
}

/** The experimental gateway and waypoint that aren't Envoy. */
export function agentgatewayTemplate(values: Values, waypoint: boolean): string {
  const baked = bake(values);
  return documents({
    managedBy: waypoint ? '"istio.io-agentgateway-waypoint-controller"' : '"istio.io-agentgateway-controller"',
    podLabels: waypoint ? ['"istio.io/dataplane-mode" "none"'] : [],
    protocol: 'TCP',
    ownsAccountSince128: false,
    podSpec: {
      securityContext: waypoint ? undefined : edgeSecurity(baked),
      serviceAccountName: verbatim`${code('.ServiceAccount | quote')}`,
      containers: [agentgateway(baked, waypoint)],
      volumes: [
        { name: 'tmp', emptyDir: {} },
        piece.token(baked, 'xds-token'),
        piece.token(baked),
        ...baked.ownCertificates ? [piece.rootVolume(baked)] : [],
      ],
      imagePullSecrets: piece.pullSecrets(baked),
    },
  });
}

function agentgateway(baked: Baked, waypoint: boolean): Node {
  const asked = annotation('gateway.istio.io/agentgatewayImage', baked.global.agentgateway?.image);
  const user = verbatim`${code('.ProxyUID | default 10101')}`;
  const group = verbatim`${code('.ProxyGID | default 10101')}`;
  return {
    name: 'agentgateway',
    image: text`${code(`if contains "/" (${asked})`)}${code(asked)}${code('else')}${code('.AgentgatewayImage')}${code('end')}`,
    resources: ownResources(waypoint ? baked.global.waypoint?.resources : baked.proxy.resources),
    ...piece.pullPolicy(baked),
    securityContext: restricted(user, group, waypoint ? own(baked.gateways.seccompProfile) : undefined),
    ports: [METRICS, STATUS],
    args: ['--config', '{}'],
    ...waypoint ? {} : piece.lifecycle(baked),
    env: [
      piece.field('POD_NAME', 'metadata.name'),
      piece.field('POD_NAMESPACE', 'metadata.namespace'),
      piece.field('NAMESPACE', 'metadata.namespace'),
      piece.field('INSTANCE_IP', 'status.podIP'),
      piece.field('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
      piece.limit('CPU_LIMIT', 'limits.cpu'),
      { name: 'GATEWAY', value: verbatim`${code('.Name | quote')}` },
      { name: 'RUST_BACKTRACE', value: '1' },
      { name: 'CLUSTER_ID', value: clusterId(baked) },
      given(network(baked), [{ name: 'NETWORK', value: verbatim`${code('. | quote')}` }]),
      given(`valueOrDefault .MeshConfig.TrustDomain ${JSON.stringify(String(baked.global.trustDomain ?? ''))}`, [
        { name: 'TRUST_DOMAIN', value: text`${code('.')}` },
      ]),
      piece.METADATA,
      { name: 'XDS_ADDRESS', value: verbatim`${code('.ProxyConfig.DiscoveryAddress | quote')}` },
      { name: 'CA_ADDRESS', value: baked.caAddress },
    ],
    ...PROBES,
    volumeMounts: [
      piece.mount('istiod-ca-cert', '/var/run/secrets/xds'),
      piece.mount('xds-token', '/var/run/secrets/xds-tokens'),
      piece.mount('tmp', '/tmp'),
      piece.mount('istiod-ca-cert', '/var/run/secrets/istio'),
      piece.mount('istio-token', '/var/run/secrets/tokens'),
    ],
  };
}

/** The objects of a Gateway. The last two are made only when an overlay of the class asks for them. */
function documents(kind: GatewayKind): string {
  const json = (...maps: string[]): Node => new Verbatim([new Code(`toJsonMap ${maps.join(' ')}`)]);
  const metadata = (managed = '', annotations = KEPT): Record<string, Node> => ({
    name: NAME,
    namespace: NAMESPACE,
    annotations: json(annotations),
    labels: json('.InfrastructureLabels', `(strdict ${GATEWAY_LABELS}${managed})`),
    ownerReferences: OWNER,
  });
  const managed = ` "gateway.istio.io/managed" ${kind.managedBy}`;
  const { ownerReferences, ...account }: Record<string, Node> = { ...metadata(), name: verbatim`${code('.ServiceAccount | quote')}` };
  const canonical = '"service.istio.io/canonical-name" .DeploymentName "service.istio.io/canonical-revision" "latest"';
  const scrape = '"prometheus.io/path" "/stats/prometheus" "prometheus.io/port" "15020" "prometheus.io/scrape" "true"';
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: kind.ownsAccountSince128 ? entries(account, when('ge .KubeVersion 128', { ownerReferences })) : { ...account, ownerReferences },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(managed),
      spec: {
        selector: { matchLabels: SELECTOR },
        template: {
          metadata: {
            annotations: json(KEPT, '(strdict "istio.io/rev" (.Revision | default "default"))', `(strdict ${scrape})`),
            labels: json(
              `(strdict "sidecar.istio.io/inject" "false" ${[...kind.podLabels, canonical].join(' ')})`,
              '.InfrastructureLabels', `(strdict ${GATEWAY_LABELS}${managed})`,
            ),
          },
          spec: kind.podSpec,
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('', kind.serviceAnnotations ? `${kind.serviceAnnotations} ${KEPT}` : KEPT),
      spec: service(kind),
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME }, maxReplicas: 1 },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(),
      spec: { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': verbatim`${code('.Name | quote')}` } } },
    },
  ].map((document) => print(document as Node)).join('\n---\n');
}

function service(kind: GatewayKind): Node {
  return entries(
    {
      ipFamilyPolicy: 'PreferDualStack',
      ports: each('$key, $val := .Ports', [{
        name: verbatim`${code('$val.Name | quote')}`,
        port: verbatim`${code('$val.Port')}`,
        protocol: kind.protocol,
        appProtocol: verbatim`${code('$val.AppProtocol')}`,
      }]),
      selector: SELECTOR,
    },
    when('and .Spec.Addresses (eq .ServiceType "LoadBalancer")', { loadBalancerIP: verbatim`${code('(index .Spec.Addresses 0).Value | quote')}` }),
    { type: verbatim`${code('.ServiceType | quote')}` },
  );
}
