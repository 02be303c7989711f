import { type ApiObject, JsonPatch } from 'cdk8s';
import { meshName } from './grpc-bootstrap';

/** What pods of gRPC programs without a proxy are told when they start. */
export interface GrpcBootstrapInitProps {
  /** Mesh whose routes the programs take. */
  readonly mesh: string;
  /**
   * Number of the project of the mesh.
   *
   * @default - asked of the metadata server when a pod starts
   */
  readonly projectNumber?: string;
  /**
   * Labels of the programs, which endpoint policies select by.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };
  /**
   * Image of Google's generator.
   *
   * @default gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.20.0
   */
  readonly image?: string;
}

const FOLDER = '/tmp/grpc-xds';
const VOLUME = 'grpc-td-conf';
const FILE = 'td-grpc-bootstrap.json';

/**
 * Lets Google's generator write the bootstrap file of a gRPC program into its pod before it starts: each pod gets an identifier and
 * the facts of its own machine, which a file from here can't hold.
 *
 * @see https://cloud.google.com/service-mesh/docs/service-routing/set-up-proxyless-mesh
 */
export class GrpcBootstrapInit {
  /**
   * Adds the init container, the volume between the containers, and `GRPC_XDS_BOOTSTRAP` of every container.
   *
   * @param workload an object with a pod template: a Deployment, a StatefulSet, a Job
   * @param props what the programs are told
   * @throws when the object has no pod template
   */
  public static addTo(workload: ApiObject, props: GrpcBootstrapInitProps): void {
    const pod = workload.toJson().spec?.template?.spec;
    if (!pod?.containers?.length) {
      throw new Error(`'${workload.node.path}' is a ${workload.kind} without a pod template with containers; the gRPC bootstrap is written when a pod starts`);
    }
    const base = '/spec/template/spec';
    const init = [...(pod.initContainers ?? []), initContainer(props)];
    const volumes = [...(pod.volumes ?? []), { name: VOLUME, emptyDir: { medium: 'Memory' } }];
    workload.addJsonPatch(JsonPatch.add(`${base}/initContainers`, init), JsonPatch.add(`${base}/volumes`, volumes));
    (pod.containers as any[]).forEach((c, i) => workload.addJsonPatch(
      JsonPatch.add(`${base}/containers/${i}/env`, [...(c.env ?? []), { name: 'GRPC_XDS_BOOTSTRAP', value: `${FOLDER}/${FILE}` }]),
      JsonPatch.add(`${base}/containers/${i}/volumeMounts`, [...(c.volumeMounts ?? []), { name: VOLUME, mountPath: FOLDER, readOnly: true }]),
    ));
  }

  private constructor() {}
}

function initContainer(props: GrpcBootstrapInitProps): { [k: string]: unknown } {
  return {
    name: 'grpc-td-init',
    image: props.image ?? 'gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.20.0',
    args: [
      `--output=/tmp/bootstrap/${FILE}`,
      `--config-mesh=${meshName(props.mesh)}`,
      ...(props.projectNumber === undefined ? [] : [`--gcp-project-number=${props.projectNumber}`]),
      ...Object.entries(props.metadata ?? {}).map(([k, v]) => `--node-metadata=${k}=${v}`),
    ],
    resources: { requests: { cpu: '10m', memory: '100Mi' }, limits: { cpu: '100m', memory: '100Mi' } },
    volumeMounts: [{ name: VOLUME, mountPath: '/tmp/bootstrap/' }],
  };
}
