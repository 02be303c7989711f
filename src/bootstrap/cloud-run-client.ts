import { Yaml } from 'cdk8s';
import * as google from '../google/names';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import { shellPath } from '../model/shell';

/** A Cloud Run service that gets its routes from a mesh. */
export interface CloudRunClientProps {
  /** Name of the service. */
  readonly service: string;
  /** Region: `europe-west1`. */
  readonly region: string;
  /** Number of the project of the service. */
  readonly projectNumber: string;
  /** The mesh, as `projects/PROJECT/locations/global/meshes/NAME`: `meshResource` of a `Mesh` on service routing, or `meshResourceName` of a GKE cluster. */
  readonly mesh: string;
  /** Image of the service's container. */
  readonly image: string;
  /** VPC network through which it reaches endpoints. */
  readonly network: string;
  /** Subnetwork of the network, in the service's region. */
  readonly subnetwork: string;
  /** E-mail address of its Google service account. `clientAccounts` of the control plane grants this account the role for fetching routes. */
  readonly serviceAccount: string;
  /**
   * Port on which its container listens.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * Environment of its container.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };
  /**
   * Whether all of its egress goes through the network, not only traffic to private addresses.
   *
   * @default false
   */
  readonly allEgress?: boolean;
  /**
   * Data plane that runs next to the application, as gcloud's annotation `run.googleapis.com/mesh-dataplane` names it.
   *
   * @default - Google's default
   */
  readonly meshDataplane?: string;
}

/**
 * A Cloud Run service as a client of a mesh, in the Knative format of `gcloud run services replace`: Config Connector's RunService has no field
 * for a mesh. Written to a file of its own, it is applied by `command`.
 *
 * Host names that it calls must resolve to a private address, no matter which: set `domain` of the control plane, and call `SERVICE.NAMESPACE.DOMAIN`.
 *
 * @see https://cloud.google.com/service-mesh/docs/configure-cloud-service-mesh-for-cloud-run
 *
 * @example
 * const client = mesh.CloudRunClient.create({
 *   service: 'checkout',
 *   region: 'europe-west1',
 *   projectNumber: '482913370156',
 *   mesh: 'projects/shop-prod/locations/global/meshes/shop',
 *   image: 'europe-docker.pkg.dev/shop-prod/shop/checkout:1',
 *   network: 'default',
 *   subnetwork: 'default',
 *   serviceAccount: 'checkout@shop-prod.iam.gserviceaccount.com',
 * });
 * const file: string = client.toText();
 */
export class CloudRunClient {
  /**
   * Creates a client.
   *
   * @throws when Cloud Run does not accept the form of a value
   */
  public static create(props: CloudRunClientProps): CloudRunClient {
    const what = `Cloud Run service '${props.service}'`;
    names.dnsLabel('CloudRunClient.create: service', props.service);
    google.region(`the region of ${what}`, props.region);
    google.projectNumber(`the projectNumber of ${what}`, props.projectNumber);
    if (!/^projects\/[^/]+\/locations\/global\/meshes\/[^/]+$/.test(props.mesh)) {
      throw new Error(`the mesh of ${what} must be projects/PROJECT/locations/global/meshes/NAME, got: '${props.mesh}'`);
    }
    google.googleAccount(`the serviceAccount of ${what}`, props.serviceAccount);
    if (props.port !== undefined) {
      names.port(`the port of ${what}`, props.port);
    }
    return new CloudRunClient(props);
  }

  /**
   * The earlier name of `CloudRunClient.create`.
   *
   * @deprecated use `create`
   */
  public static of(props: CloudRunClientProps): CloudRunClient {
    return CloudRunClient.create(props);
  }

  private constructor(private readonly props: CloudRunClientProps) {}

  /** The service as a JSON object. */
  public toJson(): any {
    const p = this.props;
    return {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: {
        name: p.service,
        namespace: p.projectNumber,
        labels: { 'cloud.googleapis.com/location': p.region },
        // a service can only have a mesh in the BETA launch stage, as the feature is a preview
        annotations: { 'run.googleapis.com/launch-stage': 'BETA' },
      },
      spec: {
        template: {
          metadata: {
            annotations: {
              'run.googleapis.com/mesh': p.mesh,
              ...(p.meshDataplane === undefined ? {} : { 'run.googleapis.com/mesh-dataplane': p.meshDataplane }),
              'run.googleapis.com/network-interfaces': JSON.stringify([{ network: p.network, subnetwork: p.subnetwork }]),
              'run.googleapis.com/vpc-access-egress': p.allEgress ? 'all-traffic' : 'private-ranges-only',
            },
          },
          spec: {
            serviceAccountName: p.serviceAccount,
            containers: [{
              image: p.image, ports: [{ containerPort: p.port ?? 8080 }], ...(p.env ? { env: Object.entries(p.env).map(([name, value]) => ({ name, value })) } : {}),
            }],
          },
        },
      },
    };
  }

  /** @internal */
  public get _service(): string {
    return this.props.service;
  }

  /** The service as YAML. */
  public toText(): string {
    return Yaml.stringify(this.toJson());
  }

  /**
   * The command that applies it. It is a beta command of gcloud, because meshes for Cloud Run are a preview.
   *
   * @param file the file with the result of `toText()`
   */
  public command(file: string): string {
    return `gcloud beta run services replace ${shellPath(file)} --region=${this.props.region} --project=${this.props.projectNumber}`;
  }
}
guarded(CloudRunClient, 'CloudRunClient');
