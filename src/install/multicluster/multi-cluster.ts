import { Construct } from 'constructs';
import { MeshCluster, type PrimaryClusterOptions, type RemoteClusterOptions } from './mesh-cluster';
import * as names from '../../grammar/names';
import { given, guarded } from '../../guard/guard';

/** Properties of `MultiCluster`. */
export interface MultiClusterProps {
  /** Name of the mesh, the same in all clusters. */
  readonly meshId: string;
  /**
   * DNS domain of the clusters.
   *
   * @default cluster.local
   */
  readonly clusterDomain?: string;
}

/**
 * A multi-cluster mesh, with a folder for each cluster. Common settings are set once, and the objects that connect the clusters are generated: gateways
 * between networks, and remote secrets by which each istiod accesses the other clusters.
 *
 * The clusters need a common root certificate: a Secret `cacerts` in the namespace of each istiod, or another CA.
 *
 * @example
 * import { MeshApp } from 'cdk8s-mesh';
 *
 * const app = new MeshApp();
 * const clusters = new mesh.install.MultiCluster(app, 'clusters', { meshId: 'shop' });
 * clusters.addPrimary('east', { network: 'network-1', credentials: mesh.install.RemoteCredentials.externalSecret({ store: 'vault', key: 'east' }) });
 * clusters.addPrimary('west', { network: 'network-2', credentials: mesh.install.RemoteCredentials.externalSecret({ store: 'vault', key: 'west' }) });
 * for (const cluster of clusters.clusters) {
 *   const shop = new mesh.Mesh(cluster, 'mesh', { controlPlane: mesh.ControlPlane.inCluster(cluster.istio) });
 * }
 */
export class MultiCluster extends Construct {
  /** Name of the mesh. */
  public readonly meshId: string;

  /** DNS domain of the clusters. */
  public readonly clusterDomain: string;

  private readonly all: MeshCluster[] = [];

  public constructor(scope: Construct, id: string, props: MultiClusterProps) {
    super(scope, given('install.MultiCluster', scope, id, props));
    this.meshId = names.dnsName(`mesh '${this.node.path}': meshId`, props.meshId);
    this.clusterDomain = names.dnsName(`mesh '${this.node.path}': clusterDomain`, props.clusterDomain ?? 'cluster.local');
  }

  /** The clusters, in the order in which they were added. */
  public get clusters(): MeshCluster[] {
    return [...this.all];
  }

  /**
   * A primary cluster, with its own istiod.
   *
   * @throws when a cluster of that name already exists, and when only some clusters have a network
   */
  public addPrimary(name: string, options: PrimaryClusterOptions = {}): MeshCluster {
    return this.add(MeshCluster._primary(this, this.fresh(name, options.network), options));
  }

  /**
   * A remote cluster, which the istiod of another cluster serves.
   *
   * @throws when the primary cluster can't be reached, or is itself remote
   */
  public addRemote(name: string, options: RemoteClusterOptions): MeshCluster {
    const { primary } = options;
    if (!this.all.includes(primary)) throw new Error(`cluster '${name}' is served by '${primary.clusterName}', which is in another mesh; use a cluster of '${this.node.path}'`);
    if (primary.primary) throw new Error(`cluster '${name}' is served by '${primary.clusterName}', which is a remote cluster without an istiod; use '${primary.primary.clusterName}'`);
    if (primary._address === undefined) {
      const namespace = primary.istio.namespace ?? 'istio-system';
      throw new Error(`cluster '${name}' is served by '${primary.clusterName}', whose address is not known; set its gatewayAddress to the output of: kubectl --context=${primary.clusterName} -n ${namespace} get service istio-eastwestgateway -o jsonpath='{.status.loadBalancer.ingress[0]}'`);
    }
    return this.add(MeshCluster._remote(this, this.fresh(name, options.network), options));
  }

  private fresh(name: string, network: string | undefined): string {
    if (this.all.some((one) => one.clusterName === name)) throw new Error(`mesh '${this.node.path}' already has a cluster '${name}'; use a different name`);
    const other = this.all.find((one) => (one.network === undefined) !== (network === undefined));
    if (other) {
      const [with_, without] = network === undefined ? [other.clusterName, name] : [name, other.clusterName];
      throw new Error(`cluster '${with_}' has a network and '${without}' has none, so istiod would assume that their pods reach each other directly; set the network of both, or of neither`);
    }
    return name;
  }

  private add(cluster: MeshCluster): MeshCluster {
    this.all.push(cluster);
    for (const one of this.all) one._meet(this.all);
    return cluster;
  }
}
guarded(MultiCluster, 'install.MultiCluster');
