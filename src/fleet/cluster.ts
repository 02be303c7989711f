import type { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { CloudResource } from './cloud-resource';
import type { Fleet } from './fleet';
import type { GrantOptions } from './grant';
import { googleInCluster } from './in-cluster';
import { meshResourceName } from './mesh-id';
import { CloudPrincipal } from './principal';
import type { GoogleProject } from './project';
import { markPlace } from '../emit/place';
import type { ControlPlane } from '../mesh/control-plane';
import { type GuestMesh, markHost } from '../mesh/host';
import type { IdentityModel } from '../model/mesh';
import * as names from '../model/names';

/** What every cluster of a fleet can say. */
export interface FleetClusterOptions {
  /**
   * How far its workloads are trusted, such as `production`. Identities are the same in all clusters of a fleet, so clusters of
   * different trust in one fleet are an error.
   *
   * @default - not said
   */
  readonly trustLevel?: string;
  /**
   * Whether the cluster's membership is made here. `false` when it is registered already, by its creation or elsewhere.
   *
   * @default true
   */
  readonly register?: boolean;
  /**
   * Labels of the membership.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
}

/** A GKE cluster in Google Cloud. */
export interface GkeClusterOptions extends FleetClusterOptions {
  /** Region or zone of the cluster: `europe-west1`, `europe-west1-b`. */
  readonly location: string;
  /**
   * The project that the cluster is in.
   *
   * @default - the fleet's
   */
  readonly project?: GoogleProject;
  /**
   * Name of the cluster in Google Cloud.
   *
   * @default - the name of the membership
   */
  readonly clusterId?: string;
  /**
   * Name of the VPC network that the cluster is in, with its project when it is not the cluster's: `host-project/shared-net`.
   *
   * @default default
   */
  readonly network?: string;
  /**
   * Location of the membership: `global`, or the region of the cluster.
   *
   * @default - the region of the cluster
   */
  readonly membershipLocation?: string;
}

/** What made a cluster that is attached to Google Cloud. */
export enum AttachedDistribution {
  /** Elastic Kubernetes Service of AWS. */
  EKS = 'eks',
  /** Azure Kubernetes Service. */
  AKS = 'aks',
  /** Any other that the CNCF calls Kubernetes. */
  GENERIC = 'generic',
}

/** A Kubernetes cluster that runs elsewhere. */
export interface AttachedClusterOptions extends FleetClusterOptions {
  /** Region of Google Cloud that manages it: `europe-west1`. */
  readonly location: string;
  /** Issuer of its service account tokens, an https URL. */
  readonly issuerUrl: string;
  /** Version of the platform that is attached: `1.31.0-gke.1`. */
  readonly platformVersion: string;
  /**
   * What made it.
   *
   * @default AttachedDistribution.GENERIC
   */
  readonly distribution?: AttachedDistribution;
  /**
   * Public keys of the issuer, base64 of a JSON Web Key Set; for an issuer that Google can't reach.
   *
   * @default - fetched from the issuer
   */
  readonly jwks?: string;
}

/** @internal */
export interface ClusterFacts {
  readonly gke?: { readonly project: GoogleProject; readonly location: string; readonly id: string; readonly network: string };
  readonly membershipLocation: string;
  readonly attached?: AttachedClusterOptions;
  readonly options: FleetClusterOptions;
}

/**
 * A cluster of a fleet: charts that are made under it go there, and are written to a folder of its name.
 * Made by `fleet.addGkeCluster` and `fleet.addAttachedCluster`.
 */
export class FleetCluster extends Construct {
  /** @internal */
  public static _make(fleet: Fleet, name: string, facts: ClusterFacts): FleetCluster {
    return new FleetCluster(fleet, name, facts);
  }

  /** Its fleet. */
  public readonly fleet: Fleet;

  /** Name of its membership, and of its folder. */
  public readonly clusterName: string;

  /** Whether it is a GKE cluster in Google Cloud. */
  public readonly isGke: boolean;

  private readonly facts: ClusterFacts;
  private objects: readonly ApiObject[] = [];
  private guest?: GuestMesh;

  private constructor(fleet: Fleet, name: string, facts: ClusterFacts) {
    super(fleet, name);
    this.fleet = fleet;
    this.clusterName = name;
    this.facts = facts;
    this.isGke = facts.gke !== undefined;
    markPlace(this, {
      name,
      role: 'member',
      facts: () => {
        const managed = this.guest?.controlPlane._managed();
        return { domain: this.guest?.clusterDomain, trustDomain: this.guest?.trustDomain, managed: managed && { implementation: managed.implementation } };
      },
    });
    const { gke } = facts;
    markHost(this, {
      name,
      trustDomain: fleet.trustDomain,
      gke: gke && { name, project: gke.project, fleetProject: fleet.project, location: gke.location, network: gke.network, management: fleet.management },
      join: (m) => this.join(m),
      grant: (...args) => this.grant(...args),
    });
    if (facts.options.register ?? true) {
      this.objects = facts.gke ? this.registerGke(facts.gke) : [this.registerAttached(facts.attached!)];
    }
  }

  /** The project that it is in; of an attached cluster, the fleet's. */
  public get project(): GoogleProject {
    return this.facts.gke?.project ?? this.fleet.project;
  }

  /** Region or zone of Google Cloud; of an attached cluster, the region that manages it. */
  public get location(): string {
    return this.facts.gke?.location ?? this.facts.attached!.location;
  }

  /** Who vouches for its workloads: `https://container.googleapis.com/v1/projects/…` for GKE. */
  public get issuer(): string {
    const gke = this.facts.gke;
    return gke ? `https://container.googleapis.com/v1/projects/${gke.project.id}/locations/${gke.location}/clusters/${gke.id}` : this.facts.attached!.issuerUrl;
  }

  /**
   * Name of the mesh that Google keeps for it, which clients outside Kubernetes join: `gsmmesh-…`.
   *
   * @throws for a cluster outside Google Cloud
   */
  public get meshResourceName(): string {
    if (!this.facts.gke) {
      throw new Error(`cluster '${this.clusterName}' is not in Google Cloud, so Google keeps no mesh for it`);
    }
    return meshResourceName(this.facts.gke.id, this.facts.gke.location);
  }

  /** Trust domains under which its workloads are also known. */
  public get trustDomainAliases(): string[] {
    const own = this.project.workloadPool;
    return [`${this.fleet.project.id}.hub.id.goog`, ...own === this.fleet.trustDomain ? [] : [own]];
  }

  /** Labels that a GKE cluster of the mesh carries: `mesh_id`. */
  public get resourceLabels(): { [name: string]: string } {
    return { mesh_id: this.fleet.project.meshId };
  }

  /**
   * The pool that its workloads' identities are in, towards Google Cloud: the project of a GKE cluster has its own; clusters
   * elsewhere use the fleet's.
   */
  public get workloadPool(): string {
    return this.project.workloadPool;
  }

  /**
   * Google's build of Istio in this GKE cluster (the former in-cluster Anthos Service Mesh): its images, revision, certificate
   * authority and the fleet's identities.
   *
   * Google has deprecated it for clusters in Google Cloud, and one in any cluster keeps the fleet from Traffic Director;
   * `mesh.readinessFor(…)` says what must change to leave it.
   *
   * @param version such as `1.28.2-asm.4`
   * @throws for a cluster outside Google Cloud, or another form of version
   */
  public inClusterControlPlane(version: string): ControlPlane {
    const { gke } = this.facts;
    if (!gke) {
      throw new Error(`cluster '${this.clusterName}' is not in Google Cloud; install Istio there with ControlPlane.inCluster`);
    }
    return googleInCluster(`cluster '${this.clusterName}'`, version, this.fleet.project, this.trustDomainAliases, { ...gke, issuer: this.issuer });
  }

  /** A workload of this cluster, as Google Cloud knows it. */
  public principal(namespace: string, serviceAccount: string): CloudPrincipal {
    return CloudPrincipal.workload(this.project, namespace, serviceAccount);
  }

  /** All workloads of this cluster, as Google Cloud knows them. */
  public allPrincipals(): CloudPrincipal {
    return CloudPrincipal.cluster(this.project, this.issuer);
  }

  /** @internal */
  public get _membershipObjects(): readonly ApiObject[] {
    return this.objects;
  }

  /** @internal */
  public get _network(): string | undefined {
    return this.facts.gke?.network;
  }

  /** @internal */
  public get _membershipLocation(): string {
    return this.facts.membershipLocation;
  }

  /** @internal */
  public _membershipRef(): { readonly [field: string]: string } {
    return this.isGke && this.objects.length > 0
      ? { name: this.clusterName }
      : { external: `projects/${this.fleet.project.id}/locations/${this.facts.membershipLocation}/memberships/${this.clusterName}` };
  }

  /** @internal */
  public get _mesh(): GuestMesh | undefined {
    return this.guest;
  }

  private join(mesh: GuestMesh): void {
    if (this.guest) {
      throw new Error(`cluster '${this.clusterName}' is in mesh '${this.guest.path}' already, and a cluster is in one; leave '${mesh.path}' out`);
    }
    this.guest = mesh;
    this.fleet._join(this, mesh);
  }

  private grant(identity: IdentityModel, by: IConstruct | undefined, role: string, resource: CloudResource, options: GrantOptions): void {
    this.fleet._grants.toWorkload(this, identity, by, role, resource, options);
  }

  private registerGke(gke: NonNullable<ClusterFacts['gke']>): readonly ApiObject[] {
    const { fleet, clusterName } = this;
    return [fleet._hub.put({
      kind: 'GKEHubMembership',
      name: clusterName,
      labels: this.labels(),
      annotations: {
        'cnrm.cloud.google.com/project-id': fleet.project.id,
        'cdk8s-mesh.dev/network': gke.network,
      },
      after: [fleet._hub.api('gkehub.googleapis.com')],
      spec: () => ({
        location: this.facts.membershipLocation,
        authority: { issuer: this.issuer },
        endpoint: { gkeCluster: { resourceRef: { external: `//container.googleapis.com/projects/${gke.project.id}/locations/${gke.location}/clusters/${gke.id}` } } },
      }),
    })];
  }

  /** Attaching a cluster registers it, too. */
  private registerAttached(attached: AttachedClusterOptions): ApiObject {
    const project = `projects/${this.fleet.project.id}`;
    return this.fleet._hub.put({
      kind: 'ContainerAttachedCluster',
      name: this.clusterName,
      labels: this.labels(),
      after: [this.fleet._hub.api('gkemulticloud.googleapis.com')],
      spec: () => ({
        projectRef: { external: project },
        location: attached.location,
        distribution: attached.distribution ?? AttachedDistribution.GENERIC,
        platformVersion: attached.platformVersion,
        oidcConfig: { issuerUrl: attached.issuerUrl, ...(attached.jwks ? { jwks: attached.jwks } : {}) },
        fleet: { projectRef: { external: `projects/${this.fleet.project.number}` } },
      }),
    });
  }

  private labels(): { [name: string]: string } | undefined {
    const { trustLevel, labels = {} } = this.facts.options;
    if (trustLevel !== undefined) {
      names.labelValue(`the trustLevel of cluster '${this.clusterName}'`, trustLevel);
    }
    const all = { ...labels, ...(trustLevel === undefined ? {} : { 'trust-level': trustLevel }) };
    return Object.keys(all).length > 0 ? all : undefined;
  }
}
