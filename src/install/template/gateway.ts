import { bake, Baked, own } from './baked';
import * as piece from './pieces';
import { code, entries, Node, TemplateTree, text, verbatim, when } from './tree';
import { Values } from '../values/kinds';

/** Allows a non-root gateway to listen on ports below 1024. */
export const LOW_PORTS = { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] };

/** A gateway that the user deploys: istiod adds its proxy. */
export function gatewayTemplate(values: Values): TemplateTree {
  const baked = bake(values);
  const tree = {
    metadata: {
      labels: { 'service.istio.io/canonical-name': piece.canonicalName(), 'service.istio.io/canonical-revision': piece.CANONICAL_REVISION },
      annotations: entries({ 'istio.io/rev': verbatim`${code('.Revision | default "default" | quote')}` }, ...piece.DEFAULT_CONTAINER),
    },
    spec: {
      securityContext: own(baked.gateways.securityContext) ?? LOW_PORTS,
      containers: [{
        name: 'istio-proxy',
        image: piece.proxyImage(baked.proxy.image, '.ProxyImage'),
        ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
        args: piece.agentArgs(baked, 'router', false),
        ...piece.lifecycle(baked),
        securityContext: { runAsUser: verbatim`${code('.ProxyUID | default 1337')}`, runAsGroup: verbatim`${code('.ProxyGID | default 1337')}` },
        env: environment(baked),
        ...piece.pullPolicy(baked),
        readinessProbe: {
          httpGet: { path: '/healthz/ready', port: 15021 },
          initialDelaySeconds: Number(baked.proxy.readinessInitialDelaySeconds),
          periodSeconds: Number(baked.proxy.readinessPeriodSeconds),
          timeoutSeconds: 3,
          failureThreshold: Number(baked.proxy.readinessFailureThreshold),
        },
        volumeMounts: mounts(baked),
      }],
      volumes: volumes(baked),
      imagePullSecrets: piece.pullSecrets(baked),
    },
  };
  return { tree, prelude: piece.CONTAINERS };
}

function environment(baked: Baked): Node[] {
  return [
    ...piece.identityEnv(baked),
    piece.limit('ISTIO_CPU_LIMIT', 'limits.cpu'),
    piece.PROXY_CONFIG,
    piece.POD_PORTS,
    ...piece.goLimits(baked),
    piece.COMPLIANCE,
    piece.APP_CONTAINERS,
    ...piece.clusterEnv(baked),
    { name: 'ISTIO_META_INTERCEPTION_MODE', value: text`${code('.ProxyConfig.InterceptionMode.String')}` },
    ...piece.networkEnv(baked),
    piece.workloadName('.DeploymentMeta.Name'),
    piece.OWNER,
    when(piece.BOOTSTRAP, [{ name: 'ISTIO_BOOTSTRAP_OVERRIDE', value: '/etc/istio/custom-bootstrap/custom_bootstrap.json' }]),
    ...piece.meshEnv(baked),
    piece.METADATA,
  ];
}

function mounts(baked: Baked): Node[] {
  return [
    piece.mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
    piece.mount('credential-socket', '/var/run/secrets/credential-uds'),
    piece.certificateMount(baked),
    ...baked.ownCertificates ? [piece.mount('istiod-ca-cert', '/var/run/secrets/istio')] : [],
    piece.mount('istio-data', '/var/lib/istio/data'),
    when(piece.BOOTSTRAP, [piece.mount('custom-bootstrap-volume', '/etc/istio/custom-bootstrap')]),
    piece.mount('istio-envoy', '/etc/istio/proxy'),
    piece.mount('istio-token', '/var/run/secrets/tokens'),
    ...piece.mountedCertificatesMount(baked),
    piece.mount('istio-podinfo', '/etc/istio/pod'),
  ];
}

function volumes(baked: Baked): Node[] {
  return [
    { name: 'workload-socket', emptyDir: null },
    { name: 'credential-socket', emptyDir: {} },
    piece.certificateVolume(baked, {}),
    piece.BOOTSTRAP_VOLUME,
    piece.memory('istio-envoy'),
    { name: 'istio-data', emptyDir: {} },
    piece.PODINFO,
    piece.token(baked),
    ...baked.ownCertificates ? [piece.rootVolume(baked)] : [],
    ...piece.mountedCertificates(baked),
  ];
}
