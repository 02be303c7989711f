import { bake, Baked, own } from './baked';
import { documents } from './gateway-documents';
import { ENVOY_METRICS, METRICS, network, OWNER_ENV, ownResources, PROBES, restricted, STATUS, WORKLOAD_ENV } from './gateway-pieces';
import * as piece from './pieces';
import { code, given, Node, text, verbatim, when } from './tree';
import { isSet } from '../chart/manifest';
import { Values } from '../values/kinds';

/** An Envoy waypoint, for the class `istio-waypoint`. */
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
