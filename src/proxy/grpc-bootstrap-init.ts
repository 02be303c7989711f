import { type ApiObject, JsonPatch } from 'cdk8s';
import { meshName } from './grpc-bootstrap';
import { withBootstrap } from '../plane/service-routing/grpc-client';

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
    const { initContainers, containers, volumes } = withBootstrap({ spec: pod }, { ...props, mesh: meshName(props.mesh), metadata: props.metadata ?? {} }).spec;
    const base = '/spec/template/spec';
    workload.addJsonPatch(
      JsonPatch.add(`${base}/initContainers`, initContainers), JsonPatch.add(`${base}/volumes`, volumes), JsonPatch.add(`${base}/containers`, containers),
    );
  }

  private constructor() {}
}
