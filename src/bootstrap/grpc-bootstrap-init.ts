import { type ApiObject, JsonPatch } from 'cdk8s';
import { istioBootstrapScript } from './istio-grpc-bootstrap';
import { meshName } from '../google/mesh-resource';
import { guarded } from '../guard/guard';
import { withBootstrap } from '../workload/grpc-client';

/** Settings for pods of proxyless gRPC applications, applied at start. */
export interface GrpcBootstrapInitProps {
  /** Mesh whose routes the applications get. */
  readonly mesh: string;
  /**
   * Number of the project of the mesh.
   *
   * @default - read from the metadata server when a pod starts
   */
  readonly projectNumber?: string;
  /**
   * Labels of the applications, for the selectors of endpoint policies.
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

/** Settings for pods of proxyless gRPC applications, for istiod. */
export interface IstioGrpcBootstrapInitProps {
  /**
   * Plaintext address of istiod.
   *
   * @default istiod.istio-system.svc:15010
   */
  readonly server?: string;
  /**
   * Folder of the containers with `cert-chain.pem`, `key.pem` and `root-cert.pem`.
   *
   * @default /var/lib/istio/data - where the agent writes them
   */
  readonly certificatesDir?: string;
  /**
   * Name of the cluster, as istiod knows it.
   *
   * @default Kubernetes
   */
  readonly clusterId?: string;
  /**
   * Domain of the cluster's services.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
  /**
   * Additional node metadata, under istiod's names, such as `NETWORK`.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: any };
  /**
   * Image with a shell, which writes the file.
   *
   * @default docker.io/library/busybox:1.37
   */
  readonly image?: string;
}

/**
 * Writes the bootstrap file of a gRPC application into its pod before it starts: each pod gets its own identifier and node data, which a file written at
 * synth cannot contain.
 *
 * @see https://cloud.google.com/service-mesh/docs/service-routing/set-up-proxyless-mesh
 */
export class GrpcBootstrapInit {
  /**
   * Uses Google's generator: adds the init container, the shared volume, and `GRPC_XDS_BOOTSTRAP` for every container.
   *
   * @param workload an object with a pod template: a Deployment, a StatefulSet, a Job
   * @param props settings of the applications
   * @throws when the object has no pod template
   */
  public static addTo(workload: ApiObject, props: GrpcBootstrapInitProps): void {
    const { spec: pod } = templateOf(workload);
    const { initContainers, containers, volumes } = withBootstrap({ spec: pod }, { ...props, mesh: meshName(`the mesh of '${workload.node.path}'`, props.mesh), metadata: props.metadata ?? {} }).spec;
    const base = '/spec/template/spec';
    workload.addJsonPatch(
      JsonPatch.add(`${base}/initContainers`, initContainers), JsonPatch.add(`${base}/volumes`, volumes), JsonPatch.add(`${base}/containers`, containers),
    );
  }

  /**
   * For applications that connect to istiod directly, while the agent in their pod gets the certificates. This is needed for applications that open more than
   * one xDS stream, because the agent forwards only one (gRPC for Go opens one for each target and each server). Adds the init container, the shared volume,
   * and `GRPC_XDS_BOOTSTRAP` for every container instead of the agent's.
   *
   * @param workload an object with a pod template, with its labels: a Deployment, a StatefulSet, a Job
   * @param props settings of the applications
   * @throws when the object has no pod template, or gRPC does not accept the form of the server
   * @see https://github.com/istio/istio/issues/53532
   */
  public static addIstioTo(workload: ApiObject, props: IstioGrpcBootstrapInitProps = {}): void {
    const template = templateOf(workload);
    const pod = template.spec;
    const { image = 'docker.io/library/busybox:1.37', server = 'istiod.istio-system.svc:15010', certificatesDir = '/var/lib/istio/data', ...facts } = props;
    const script = istioBootstrapScript(`${FOLDER}/bootstrap.json`, {
      ...facts, server, certificatesDir, labels: template.metadata?.labels, serviceAccount: pod.serviceAccountName, workloadName: workload.name,
    });
    const mount = { name: 'grpc-xds', mountPath: FOLDER };
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const writer = {
      name: 'grpc-bootstrap',
      image,
      command: ['sh', '-c', script],
      env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace'), field('INSTANCE_IP', 'status.podIP')],
      volumeMounts: [mount],
    };
    const base = '/spec/template/spec';
    workload.addJsonPatch(
      JsonPatch.add(`${base}/initContainers`, [...(pod.initContainers ?? []), writer]),
      JsonPatch.add(`${base}/volumes`, [...(pod.volumes ?? []), { name: 'grpc-xds', emptyDir: { medium: 'Memory' } }]),
      JsonPatch.add(`${base}/containers`, pod.containers.map((c: any) => ({
        ...c,
        env: [...(c.env ?? []), { name: 'GRPC_XDS_BOOTSTRAP', value: `${FOLDER}/bootstrap.json` }],
        volumeMounts: [...(c.volumeMounts ?? []), { ...mount, readOnly: true }],
      }))),
    );
  }

  private constructor() {}
}
guarded(GrpcBootstrapInit, 'GrpcBootstrapInit');

const FOLDER = '/var/run/grpc-xds';

/** The pod template of a workload, with containers. */
function templateOf(workload: ApiObject): any {
  const template = workload.toJson().spec?.template;
  if (!template?.spec?.containers?.length) {
    throw new Error(`'${workload.node.path}' is a ${workload.kind}, which has no pod template with containers, and an init container of the pod writes the gRPC bootstrap; pass a Deployment, StatefulSet, DaemonSet or Job`);
  }
  return template;
}
