import { bake, Baked } from './baked';
import { documents } from './gateway-documents';
import {
  clusterId, edgeSecurity, ENVOY_METRICS, METRICS, network, OWNER_ENV, ownResources, PROBES, restricted, STATUS, WORKLOAD_ENV,
} from './gateway-pieces';
import * as piece from './pieces';
import { code, given, Node, text, verbatim } from './tree';
import { Values } from '../values/kinds';

/** An Envoy gateway at the edge, for the class `istio`. */
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
