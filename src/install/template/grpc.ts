import { annotation, bake, Baked } from './baked';
import * as piece from './pieces';
import { Block, code, each, entries, Node, TemplateTree, text, verbatim, when } from './tree';
import { Values } from '../values/kinds';

/** For proxyless gRPC: an agent that fetches certificates and serves xDS on a socket shared with the application's containers. */
export function grpcAgentTemplate(values: Values): TemplateTree {
  const baked = bake(values);
  const tree = {
    metadata: {
      labels: { 'service.istio.io/canonical-name': piece.canonicalName(), 'service.istio.io/canonical-revision': piece.CANONICAL_REVISION },
      annotations: entries(
        { 'istio.io/rev': verbatim`${code('.Revision | default "default" | quote')}` },
        ...piece.DEFAULT_CONTAINER,
        { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' },
      ),
    },
    spec: {
      containers: [agent(baked), each('.Spec.Containers', [when('ne .Name "istio-proxy"', [application(baked)])])],
      volumes: [
        { name: 'workload-socket', emptyDir: null },
        piece.certificateVolume(baked, null),
        piece.BOOTSTRAP_VOLUME,
        piece.memory('istio-xds'),
        { name: 'istio-data', emptyDir: {} },
        piece.PODINFO,
        piece.token(baked),
        ...baked.ownCertificates ? [piece.rootVolume(baked)] : [],
        ...piece.mountedCertificates(baked),
        piece.USER_VOLUMES,
      ],
      imagePullSecrets: piece.pullSecrets(baked),
    },
  };
  return { tree, prelude: [...piece.CONTAINERS, ...piece.resourceLines(baked)] };
}

function agent(baked: Baked): Node {
  const { proxy } = baked;
  return entries(
    {
      name: 'istio-proxy',
      image: piece.proxyImage(proxy.image, '.ProxyImage'),
      ports: [{ containerPort: 15020, protocol: 'TCP', name: 'mesh-metrics' }],
      args: piece.agentArgs(baked, 'sidecar', false),
      lifecycle: { postStart: piece.command('pilot-agent', 'wait', '--url=http://localhost:15020/healthz/ready') },
      env: environment(baked),
      ...piece.pullPolicy(baked),
    },
    // without a status port the agent has neither a probe nor volume mounts
    when(`ne (${annotation('status.sidecar.istio.io/port', baked.statusPort)}) "0"`, {
      readinessProbe: {
        httpGet: { path: '/healthz/ready', port: 15020 },
        initialDelaySeconds: piece.readiness('initialDelaySeconds', proxy.readinessInitialDelaySeconds),
        periodSeconds: piece.readiness('periodSeconds', proxy.readinessPeriodSeconds),
        timeoutSeconds: 3,
        failureThreshold: piece.readiness('failureThreshold', proxy.readinessFailureThreshold),
      },
      resources: piece.RESOURCES,
      volumeMounts: [
        piece.mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
        piece.certificateMount(baked),
        ...baked.ownCertificates ? [piece.mount('istiod-ca-cert', '/var/run/secrets/istio')] : [],
        piece.mount('istio-data', '/var/lib/istio/data'),
        piece.mount('istio-xds', '/etc/istio/proxy'),
        piece.mount('istio-token', '/var/run/secrets/tokens'),
        ...piece.mountedCertificatesMount(baked),
        piece.mount('istio-podinfo', '/etc/istio/pod'),
        piece.USER_MOUNTS,
      ],
    }),
  );
}

function environment(baked: Baked): Node[] {
  return [
    { name: 'ISTIO_META_GENERATOR', value: 'grpc' },
    { name: 'OUTPUT_CERTS', value: '/var/lib/istio/data' },
    piece.LEGACY_PROBES,
    ...piece.identityEnv(baked),
    piece.PROXY_CONFIG,
    piece.POD_PORTS,
    piece.APP_CONTAINERS,
    ...piece.clusterEnv(baked),
    ...piece.networkEnv(baked),
    piece.workloadName('.DeploymentMeta.Name'),
    piece.OWNER,
    ...piece.meshEnv(baked),
    piece.METADATA,
    { name: 'ISTIO_META_DNS_CAPTURE', value: 'false' }, // gRPC resolves xds:/// itself
    { name: 'DISABLE_ENVOY', value: 'true' },
  ];
}

function application(baked: Baked): Node {
  return {
    name: text`${code('.Name')}`,
    env: [
      { name: 'GRPC_XDS_EXPERIMENTAL_SECURITY_SUPPORT', value: 'true' },
      { name: 'GRPC_XDS_BOOTSTRAP', value: '/etc/istio/proxy/grpc-bootstrap.json' },
    ],
    volumeMounts: [piece.mount('istio-data', '/var/lib/istio/data'), piece.mount('istio-xds', '/etc/istio/proxy'), piece.certificateMount(baked)],
  };
}

/** Writes a gRPC bootstrap file with the pod's identity. */
const BOOTSTRAP_SCRIPT = [
  'NODE_ID="sidecar~${INSTANCE_IP}~${POD_NAME}.${POD_NAMESPACE}~cluster.local"',
  'SERVER_URI="dns:///istiod.${ISTIO_NAMESPACE}.svc:15010"',
  'echo \'',
  '{',
  '  "xds_servers": [',
  '    {',
  '      "server_uri": "\'${SERVER_URI}\'",',
  '      "channel_creds": [{"type": "insecure"}],',
  '      "server_features" : ["xds_v3"]',
  '    }',
  '  ],',
  '  "node": {',
  '    "id": "\'${NODE_ID}\'",',
  '    "metadata": {',
  '      "GENERATOR": "grpc"',
  '    }',
  '  }',
  '}\' > /var/lib/grpc/data/bootstrap.json',
].join('\n');

/** For proxyless gRPC without certificates: only the bootstrap file, written once. */
export function grpcSimpleTemplate(values: Values): TemplateTree {
  const share = [{ name: 'grpc-io-proxyless-bootstrap', mountPath: '/var/lib/grpc/data/' }];
  const tree = {
    metadata: { annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' } },
    spec: {
      initContainers: [{
        name: 'grpc-bootstrap-init',
        image: 'busybox:1.28',
        volumeMounts: share,
        env: [
          piece.field('INSTANCE_IP', 'status.podIP'),
          piece.field('POD_NAME', 'metadata.name'),
          piece.field('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'ISTIO_NAMESPACE', value: new Block([String(values.global.istioNamespace)], true) },
        ],
        command: ['sh', '-c', BOOTSTRAP_SCRIPT],
      }],
      containers: [each('.Spec.Containers', [{
        name: text`${code('.Name')}`,
        env: [
          { name: 'GRPC_XDS_BOOTSTRAP', value: '/var/lib/grpc/data/bootstrap.json' },
          { name: 'GRPC_GO_LOG_VERBOSITY_LEVEL', value: '99' },
          { name: 'GRPC_GO_LOG_SEVERITY_LEVEL', value: 'info' },
        ],
        volumeMounts: share,
      }])],
      volumes: [{ name: 'grpc-io-proxyless-bootstrap', emptyDir: {} }],
    },
  };
  return { tree, prelude: [] };
}
