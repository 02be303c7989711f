import { annotation, bake, Baked, own } from './baked';
import { documents } from './gateway-documents';
import { clusterId, edgeSecurity, METRICS, network, ownResources, PROBES, restricted, STATUS } from './gateway-pieces';
import * as piece from './pieces';
import { code, given, Node, text, verbatim } from './tree';
import { Values } from '../values/kinds';

/** The experimental gateway and waypoint that do not use Envoy. */
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
  const image = annotation('gateway.istio.io/agentgatewayImage', baked.global.agentgateway?.image);
  const user = verbatim`${code('.ProxyUID | default 10101')}`;
  const group = verbatim`${code('.ProxyGID | default 10101')}`;
  return {
    name: 'agentgateway',
    image: text`${code(`if contains "/" (${image})`)}${code(image)}${code('else')}${code('.AgentgatewayImage')}${code('end')}`,
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
