import { posix } from 'path';
import { istioBootstrap, type IstioGrpcBootstrapProps } from './istio-grpc-bootstrap';
import { meshName, meshResourceName } from '../google/mesh-resource';
import * as google from '../google/names';
import { guarded } from '../guard/guard';

/** Settings of a proxyless gRPC client or server, for Google's control plane. */
export interface GrpcBootstrapProps {
  /** Number of the project of the mesh: digits, not the project's name. */
  readonly projectNumber: string;
  /** Identifies this client; usually a UUID. Where several pods share one spec, use `GrpcBootstrapInit`, which generates it at start. */
  readonly nodeId: string;
  /**
   * Mesh whose routes the client gets.
   *
   * @default - the routes of the network
   */
  readonly mesh?: string;
  /**
   * VPC network; used when no mesh is set.
   *
   * @default default
   */
  readonly network?: string;
  /**
   * Zone in which the client runs, such as `europe-west1-b`.
   *
   * @default - unknown
   */
  readonly zone?: string;
  /**
   * Address of the client.
   *
   * @default - unknown
   */
  readonly instanceIp?: string;
  /**
   * Address of the control plane.
   *
   * @default trafficdirector.googleapis.com:443
   */
  readonly server?: string;
  /**
   * Region whose regional control plane is also an authority.
   *
   * @default - none
   */
  readonly region?: string;
  /**
   * Folder with `certificates.pem`, `private_key.pem` and `ca_certificates.pem`.
   *
   * @default /var/run/secrets/workload-spiffe-credentials
   */
  readonly secretsDir?: string;
  /**
   * Labels of the client, for the selectors of endpoint policies.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };
  /**
   * Where the client runs, under the generator's names: `GKE-CLUSTER`, `GKE-POD`, `GKE-NAMESPACE`, `GKE-LOCATION`, `GCP-ZONE`, `INSTANCE-IP`, `GCE-VM`.
   *
   * @default - not set
   */
  readonly deployment?: { readonly [key: string]: string };
  /**
   * Whether the client keeps a resource that the control plane deletes.
   *
   * @default false
   */
  readonly ignoreResourceDeletion?: boolean;
  /**
   * Whether the control plane is trusted to set call credentials and to rewrite the authority.
   *
   * @default false
   */
  readonly trustServer?: boolean;
  /**
   * Whether extensions may call the address of the control plane as a gRPC service.
   *
   * @default false
   */
  readonly allowServerAsGrpcService?: boolean;
  /**
   * Whether the client can reach Google's services over IPv6.
   *
   * @default false
   */
  readonly ipv6?: boolean;
  /**
   * Commit of the generator to report; the control plane only logs it.
   *
   * @default - not set
   */
  readonly generatorCommit?: string;
}

type Json = { [k: string]: any };

const GLOBAL = 'traffic-director-global.xds.googleapis.com';
const DNS = 'dns:///';
const DIRECT_PATH = 'traffic-director-c2p.xds.googleapis.com';
const LISTENER = 'envoy.config.listener.v3.Listener';

/**
 * The bootstrap file of a proxyless gRPC application, which gets its routes directly from a control plane. The application finds the file through the
 * environment
 * variable `GRPC_XDS_BOOTSTRAP`. It equals the output of Google's and Istio's generators for the same input.
 *
 * @see https://cloud.google.com/service-mesh/docs/service-routing/set-up-proxyless-mesh
 * @see https://istio.io/latest/blog/2021/proxyless-grpc/
 *
 * @example
 * const google = mesh.GrpcBootstrap.google({ projectNumber: '123456789012', mesh: 'shop', nodeId: '52fdfc07-2182-454f-963f-5f0f9a621d72' });
 * const istio = mesh.GrpcBootstrap.istio({ podName: 'web-0', namespace: 'shop', podIp: '10.0.0.7', server: 'istiod.istio-system.svc:15010' });
 * const files: string[] = [google.toText(), istio.toText()];
 */
export class GrpcBootstrap {
  /**
   * A bootstrap file for Google's control plane.
   *
   * @throws when the project number is not a number, or the control plane does not accept the name of the mesh
   */
  public static google(props: GrpcBootstrapProps): GrpcBootstrap {
    google.projectNumber('GrpcBootstrap.google: projectNumber', props.projectNumber);
    if (props.mesh !== undefined) {
      meshName('GrpcBootstrap.google: mesh', props.mesh);
    }
    nodeId('GrpcBootstrap.google', props.nodeId);
    return new GrpcBootstrap(googleBootstrap(props));
  }

  /**
   * The earlier name of `GrpcBootstrap.google`.
   *
   * @deprecated use `google`
   */
  public static of(props: GrpcBootstrapProps): GrpcBootstrap {
    return GrpcBootstrap.google(props);
  }

  /**
   * A bootstrap file for istiod, for one pod. In a cluster, the injection template `grpc-agent` writes this file; `proxyless: true` of a `MeshService`
   * selects the template. Use this method for applications that run elsewhere, and for pods without an agent.
   *
   * @throws when istiod or gRPC does not accept the form of a name, an address or the server
   */
  public static istio(props: IstioGrpcBootstrapProps): GrpcBootstrap {
    return new GrpcBootstrap(istioBootstrap(props));
  }

  /**
   * Name of the mesh that Google's control plane creates for a GKE cluster whose services use Gateway API routes: the name that its generator computes with
   * `--generate-mesh-id`. Clients outside the cluster (gRPC applications, Cloud Run, VMs) use it as their mesh.
   *
   * @param cluster name of the cluster
   * @param location its region or its zone
   * @throws when GKE does not accept the form of either
   */
  public static meshOfCluster(cluster: string, location: string): string {
    if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(cluster)) {
      throw new Error(`the name of a GKE cluster must begin with a letter and consist of lower-case letters, digits and '-', at most 40 characters in all, got: '${cluster}'`);
    }
    return meshResourceName(cluster, google.location(`the location of GKE cluster '${cluster}'`, location));
  }

  private readonly text: string;

  private constructor(json: any) {
    this.text = `${JSON.stringify(json, undefined, 2)}\n`;
  }

  /** The file as a JSON object. */
  public toJson(): any {
    return JSON.parse(this.text);
  }

  /** The file as text. */
  public toText(): string {
    return this.text;
  }
}
guarded(GrpcBootstrap, 'GrpcBootstrap');

function googleBootstrap(p: GrpcBootstrapProps): Json {
  const network = p.mesh === undefined ? p.network ?? 'default' : `mesh:${p.mesh}`;
  const template = (authority: string) => `xdstp://${authority}/${LISTENER}/${p.projectNumber}/${network}/%s`;
  const server = p.server ?? 'trafficdirector.googleapis.com:443';
  const features = ['xds_v3', ...(p.trustServer ? ['trusted_xds_server'] : []), ...(p.ignoreResourceDeletion ? ['ignore_resource_deletion'] : [])];
  const authorities: Json = {
    [DIRECT_PATH]: {
      xds_servers: [xdsServer(`${DNS}directpath-pa.googleapis.com`, ['xds_v3', 'ignore_resource_deletion'])],
      client_listener_resource_name_template: `xdstp://${DIRECT_PATH}/${LISTENER}/%s`,
    },
    [GLOBAL]: { client_listener_resource_name_template: template(GLOBAL) },
  };
  if (p.region) {
    const regional = `traffic-director.${p.region}.xds.googleapis.com`;
    authorities[regional] = {
      xds_servers: [xdsServer(`trafficdirector.${p.region}.rep.googleapis.com:443`, ['xds_v3'])],
      client_listener_resource_name_template: template(regional),
    };
  }
  return {
    xds_servers: [xdsServer(server, features)],
    authorities,
    node: googleNode(p, network),
    certificate_providers: { google_cloud_private_spiffe: certificates(p.secretsDir ?? '/var/run/secrets/workload-spiffe-credentials') },
    ...(p.allowServerAsGrpcService ? { allowed_grpc_services: { [server.startsWith(DNS) ? server : `${DNS}${server}`]: { channel_creds: CREDENTIALS } } } : {}),
    server_listener_resource_name_template: 'grpc/server?xds.resource.listening_address=%s',
    client_default_listener_resource_name_template: template(GLOBAL),
  };
}

function googleNode(p: GrpcBootstrapProps, network: string): Json {
  const metadata: Json = { INSTANCE_IP: p.instanceIp ?? '', TRAFFICDIRECTOR_GRPC_BOOTSTRAP_GENERATOR_SHA: p.generatorCommit ?? '', ...p.metadata };
  if (p.deployment) {
    metadata.TRAFFIC_DIRECTOR_CLIENT_ENVIRONMENT = { ...p.deployment };
  }
  if (p.ipv6) {
    metadata.TRAFFICDIRECTOR_DIRECTPATH_C2P_IPV6_CAPABLE = true;
  }
  return {
    id: `projects/${p.projectNumber}/networks/${network}/nodes/${p.nodeId}`,
    cluster: 'cluster',
    metadata,
    locality: p.zone ? { zone: p.zone } : {},
  };
}

const CREDENTIALS = [{ type: 'google_default' }];

function xdsServer(uri: string, features: readonly string[]): Json {
  return { server_uri: uri, channel_creds: CREDENTIALS, server_features: features };
}

function certificates(folder: string): Json {
  const file = (name: string) => (folder === '' ? name : posix.join(folder, name));
  return {
    plugin_name: 'file_watcher',
    config: { certificate_file: file('certificates.pem'), private_key_file: file('private_key.pem'), ca_certificate_file: file('ca_certificates.pem'), refresh_interval: '600s' },
  };
}

/** @internal */
export function nodeId(what: string, id: string): void {
  if (id === '' || id.includes('/')) {
    throw new Error(`${what}: nodeId must be an identifier without '/', such as a UUID, got: '${id}'`);
  }
}

/**
 * The source of an Envoy's routes: a mesh or a scope.
 *
 * @internal
 */
export function meshOrScope(what: string, { mesh, scope }: { readonly mesh?: string; readonly scope?: string }): void {
  if ((mesh === undefined) === (scope === undefined)) {
    throw new Error(`${what}: one of mesh and scope must be set, got: ${mesh === undefined ? 'neither' : 'both'}`);
  }
  if (mesh !== undefined) {
    meshName(`${what}: mesh`, mesh);
  }
  if (scope === '') {
    throw new Error(`${what}: scope must not be empty, got: ''; name the scope of the gateway's routes`);
  }
}
