type Json = Record<string, any>;

/** The control plane configuration that a pod's gRPC clients get at startup. */
export interface GrpcClient {
  readonly mesh: string;
  readonly projectNumber?: string;
  readonly metadata: { readonly [key: string]: string };
  readonly image?: string;
}

const FOLDER = '/tmp/grpc-xds';
const VOLUME = 'grpc-td-conf';
const FILE = 'td-grpc-bootstrap.json';

/** A pod template in which Google's generator writes the bootstrap file before the applications start, with the pod's ID and node data. */
export function withBootstrap(template: Json, client: GrpcClient): Json {
  const pod = template.spec;
  return {
    ...template,
    spec: {
      ...pod,
      initContainers: [...(pod.initContainers ?? []), generator(client)],
      containers: pod.containers.map((c: Json) => ({
        ...c,
        env: [...(c.env ?? []), { name: 'GRPC_XDS_BOOTSTRAP', value: `${FOLDER}/${FILE}` }],
        volumeMounts: [...(c.volumeMounts ?? []), { name: VOLUME, mountPath: FOLDER, readOnly: true }],
      })),
      volumes: [...(pod.volumes ?? []), { name: VOLUME, emptyDir: { medium: 'Memory' } }],
    },
  };
}

function generator(client: GrpcClient): Json {
  return {
    name: 'grpc-td-init',
    image: client.image ?? 'gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.20.0',
    args: [
      `--output=/tmp/bootstrap/${FILE}`,
      `--config-mesh=${client.mesh}`,
      ...(client.projectNumber === undefined ? [] : [`--gcp-project-number=${client.projectNumber}`]),
      ...Object.entries(client.metadata).map(([k, v]) => `--node-metadata=${k}=${v}`),
    ],
    resources: { requests: { cpu: '10m', memory: '100Mi' }, limits: { cpu: '100m', memory: '100Mi' } },
    volumeMounts: [{ name: VOLUME, mountPath: '/tmp/bootstrap/' }],
  };
}
