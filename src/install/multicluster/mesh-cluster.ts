import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AmbientEastWestGateway } from './ambient-east-west-gateway';
import { EastWestGateway } from './east-west-gateway';
import type { MultiCluster } from './multi-cluster';
import type { RemoteCredentials } from './remote-credentials';
import { RemoteSecret } from './remote-secret';
import * as names from '../../grammar/names';
import { markPlace } from '../../synth/place';
import { InstallProfile } from '../props/enums';
import type { IstioGatewayProps } from '../props/gateway';
import type { IstioInstallOptions } from '../props/istio-install';

/** Options of every cluster of a mesh. */
export interface MeshClusterOptions {
  /**
   * Name of the cluster's network. Pods of different networks reach each other through gateways.
   *
   * @default - one network for all clusters
   */
  readonly network?: string;
  /**
   * How the istiods of other clusters get the kubeconfig for this cluster's API server.
   *
   * @default - none; an error if another cluster needs it
   */
  readonly credentials?: RemoteCredentials;
  /**
   * Installation of Istio in the cluster; cluster name, network and mesh ID are added.
   *
   * @default - Istio's defaults
   */
  readonly istio?: IstioInstallOptions;
  /**
   * Settings of the cluster's east-west gateway.
   *
   * @default - the defaults of Istio's chart
   */
  readonly eastWestGateway?: IstioGatewayProps;
}

/** A primary cluster, with its own istiod. */
export interface PrimaryClusterOptions extends MeshClusterOptions {
  /**
   * External address or DNS name of the cluster's east-west gateway, to which remote clusters connect.
   *
   * @default - it serves no remote clusters
   */
  readonly gatewayAddress?: string;
}

/** A remote cluster, which the istiod of another cluster serves. */
export interface RemoteClusterOptions extends MeshClusterOptions {
  /** The primary cluster, whose istiod serves the remote cluster. */
  readonly primary: MeshCluster;
}

/**
 * A cluster of a multi-cluster mesh: charts in its scope are written to a folder with its name.
 * Created by `MultiCluster.addPrimary` and `MultiCluster.addRemote`.
 */
export class MeshCluster extends Construct {
  /** @internal */
  public static _primary(mesh: MultiCluster, name: string, options: PrimaryClusterOptions): MeshCluster {
    return new MeshCluster(mesh, name, options, options.gatewayAddress);
  }

  /** @internal */
  public static _remote(mesh: MultiCluster, name: string, options: RemoteClusterOptions): MeshCluster {
    return new MeshCluster(mesh, name, options, undefined, options.primary);
  }

  /** Name of the cluster, and of its folder. */
  public readonly clusterName: string;

  /** Network of the cluster; undefined if all clusters share one. */
  public readonly network?: string;

  /** The primary cluster, whose istiod serves this one; undefined if this cluster has its own istiod. */
  public readonly primary?: MeshCluster;

  /** Installation of Istio in the cluster, for `ControlPlane.inCluster`, or `IstioInstall`. */
  public readonly istio: IstioInstallOptions;

  private readonly credentials?: RemoteCredentials;
  private readonly secrets = new Map<MeshCluster, RemoteSecret>();
  private secretsChart?: Chart;
  private gateway?: EastWestGateway;
  private ambientGateway?: AmbientEastWestGateway;

  private constructor(private readonly mesh: MultiCluster, name: string, private readonly options: MeshClusterOptions, private readonly address?: string, primary?: MeshCluster) {
    super(mesh, name);
    this.clusterName = names.dnsLabel('the name of a cluster', name);
    this.network = options.network === undefined ? undefined : names.dnsLabel(`the network of cluster '${name}'`, options.network);
    this.primary = primary;
    this.credentials = options.credentials;
    this.istio = this.settings();
    markPlace(this, { name, role: 'member' });
  }

  /** East-west gateway of the cluster; undefined if all clusters share one network and this one serves no remote clusters. */
  public get eastWestGateway(): EastWestGateway | undefined {
    return this.gateway;
  }

  /** East-west gateway of the cluster for ambient mode; undefined without ambient mode, or if all clusters share one network. */
  public get ambientEastWestGateway(): AmbientEastWestGateway | undefined {
    return this.ambientGateway;
  }

  /** The remote secrets with which the cluster's istiod accesses the other clusters. */
  public get remoteSecrets(): RemoteSecret[] {
    return [...this.secrets.values()];
  }

  /**
   * Updates the cluster's objects that depend on the other clusters.
   *
   * @internal
   */
  public _meet(all: readonly MeshCluster[]): void {
    const others = all.filter((other) => other !== this);
    if (!this.primary) others.forEach((other) => this.read(other));
    if (!this.ambientGateway && this.istio.ambient && this.network !== undefined && others.some((other) => other.network !== this.network)) this.openAmbient(this.network);
    if (!this.gateway && (this.address !== undefined || others.some((other) => other.network !== this.network))) this.open();
  }

  private read(other: MeshCluster): void {
    if (this.secrets.has(other)) return;
    this.secretsChart ??= new Chart(this, 'remote-secrets');
    this.secrets.set(other, new RemoteSecret(this.secretsChart, other.clusterName, {
      clusterName: other.clusterName,
      credentials: other.credentials,
      namespace: this.istio.namespace,
    }));
  }

  private openAmbient(network: string): void {
    const { revision, tag, namespace, istiod } = this.istio;
    this.ambientGateway = new AmbientEastWestGateway(new Chart(this, 'ambient-east-west'), 'gateway', { network, revision: tag ?? revision ?? istiod?.revision, namespace });
  }

  private open(): void {
    const { revision, tag, namespace } = this.istio;
    this.gateway = new EastWestGateway(new Chart(this, 'east-west'), 'gateway', {
      network: this.network,
      exposeIstiod: this.address !== undefined,
      revision: revision ?? this.istio.istiod?.revision,
      clusterDomain: this.mesh.clusterDomain,
      namespace,
      gateway: { ...tag === undefined ? {} : { revision: tag }, ...this.options.eastWestGateway },
    });
  }

  private settings(): IstioInstallOptions {
    const { istio = {} } = this.options;
    const { istiod = {} } = istio;
    const { meshId } = this.mesh;
    for (const [name, said] of [['meshId', meshId], ['clusterName', this.clusterName], ['network', this.network]] as const) {
      const own = istiod.multiCluster?.[name];
      if (own !== undefined && own !== said) {
        throw new Error(`cluster '${this.clusterName}': istiod.multiCluster.${name} is '${own}', but the cluster sets '${said}'; remove it, as it is derived from the cluster`);
      }
    }
    const multiCluster = { externalIstiod: this.address === undefined ? undefined : true, ...istiod.multiCluster, meshId, clusterName: this.clusterName, network: this.network };
    // istiod connects networks in ambient mode only if this is set
    const env = istio.ambient && this.network !== undefined && !this.primary ? { env: { AMBIENT_ENABLE_MULTI_NETWORK: 'true', ...istiod.env } } : {};
    if (!this.primary) return { ...istio, istiod: { ...istiod, ...env, multiCluster } };
    const { primary } = this;
    const network = this.network === undefined ? '' : `/net/${this.network}`;
    return {
      controlPlaneClusters: [primary.clusterName],
      revision: primary.istio.revision,
      tag: primary.istio.tag,
      ...istio,
      namespace: primary.istio.namespace,
      istiod: {
        profile: InstallProfile.REMOTE,
        ...istiod,
        multiCluster,
        remote: { pilotAddress: primary.address, injectionPath: `/inject/cluster/${this.clusterName}${network}`, ...istiod.remote },
      },
    };
  }

  /** @internal */
  public get _address(): string | undefined {
    return this.address;
  }
}
