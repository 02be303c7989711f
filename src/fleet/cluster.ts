import type { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { Fleet } from './fleet';
import { googleInCluster, type InClusterControlPlaneOptions } from './in-cluster';
import { grantAuthority, needsPhases } from './managed-mesh';
import { type ClusterFacts, issuerOf, register } from './registration';
import type { ControlPlane } from '../control-plane/control-plane';
import { CloudResource } from '../google/cloud-resource';
import { type GuestMesh, markHost } from '../google/cluster-context';
import type { GrantOptions } from '../google/grant-options';
import { meshResourceName } from '../google/mesh-resource';
import { CloudPrincipal } from '../google/principal';
import type { GoogleProject } from '../google/project';
import { guarded } from '../guard/guard';
import type { IdentityModel } from '../model/mesh';
import { markPlace } from '../synth/place';

/**
 * A cluster of a fleet: charts in its scope are applied to it, and written to a folder with its name. Created by `fleet.addGkeCluster` and
 * `fleet.addAttachedCluster`.
 */
export class FleetCluster extends Construct {
  /** @internal */
  public static _make(fleet: Fleet, name: string, facts: ClusterFacts): FleetCluster {
    return new FleetCluster(fleet, name, facts);
  }

  /** Fleet of the cluster. */
  public readonly fleet: Fleet;

  /** Name of the cluster's membership, and of its folder. */
  public readonly clusterName: string;

  /** Whether this is a GKE cluster in Google Cloud. */
  public readonly isGke: boolean;

  private readonly facts: ClusterFacts;
  private objects: readonly ApiObject[] = [];
  private joinedMesh?: GuestMesh;

  private constructor(fleet: Fleet, name: string, facts: ClusterFacts) {
    super(fleet, name);
    this.fleet = fleet;
    this.clusterName = name;
    this.facts = facts;
    this.isGke = facts.gke !== undefined;
    markPlace(this, {
      name,
      role: 'member',
      phases: { usual: 4, needed: () => needsPhases(fleet) },
      facts: () => {
        const { managed, clusterDomain, trustDomain, pathNormalization } = this.joinedMesh ?? {};
        return { domain: clusterDomain, trustDomain, pathNormalization, managed: managed && { implementation: managed.implementation, channel: managed.channel } };
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
      this.objects = [register(fleet._hub, fleet.project, name, facts)];
    }
  }

  /** Project of the cluster; for an attached cluster, the fleet's. */
  public get project(): GoogleProject {
    return this.facts.gke?.project ?? this.fleet.project;
  }

  /** Google Cloud region or zone of the cluster; for an attached cluster, the region that manages it. */
  public get location(): string {
    return this.facts.gke?.location ?? this.facts.attached!.location;
  }

  /** Issuer of the tokens of the cluster's workloads: `https://container.googleapis.com/v1/projects/…` for GKE. */
  public get issuer(): string {
    return issuerOf(this.facts);
  }

  /**
   * Name of the cluster's mesh at Google, which clients outside Kubernetes join: `gsmmesh-…`.
   *
   * @throws for a cluster outside Google Cloud
   */
  public get meshResourceName(): string {
    if (!this.facts.gke) {
      throw new Error(`cluster '${this.clusterName}' is not in Google Cloud, so it has no managed mesh; use a cluster that was added with addGkeCluster`);
    }
    return meshResourceName(this.facts.gke.id, this.facts.gke.location);
  }

  /** Trust domains under which the cluster's workloads are also known. */
  public get trustDomainAliases(): string[] {
    const own = this.project.workloadPool;
    return [`${this.fleet.project.id}.hub.id.goog`, ...own === this.fleet.trustDomain ? [] : [own]];
  }

  /** Labels of a GKE cluster in the mesh: `mesh_id`. */
  public get resourceLabels(): { [name: string]: string } {
    return { mesh_id: this.fleet.project.meshId };
  }

  /** Workload identity pool of the cluster's workloads: the project's for a GKE cluster, the fleet's for other clusters. */
  public get workloadPool(): string {
    return this.project.workloadPool;
  }

  /**
   * Google's build of Istio in this GKE cluster (the former in-cluster Anthos Service Mesh): its images, revision, certificate
   * authority and the fleet's identities.
   *
   * Google deprecated it for clusters in Google Cloud, and a single such cluster prevents the whole fleet from using Traffic Director; `mesh.readinessFor(…)`
   * lists the changes needed for a migration.
   *
   * @param version such as `1.28.2-asm.4`
   * @param options its certificate authority and telemetry
   * @throws for a cluster outside Google Cloud, or a malformed version
   */
  public inClusterControlPlane(version: string, options: InClusterControlPlaneOptions = {}): ControlPlane {
    const { gke } = this.facts;
    if (!gke) {
      throw new Error(`cluster '${this.clusterName}' is not in Google Cloud; install Istio there with ControlPlane.inCluster`);
    }
    const facts = { fleet: this.fleet.project, aliases: this.trustDomainAliases, gke, issuer: this.issuer };
    const controlPlane = googleInCluster(`cluster '${this.clusterName}'`, version, facts, options);
    if (options.certificateAuthority && this.fleet._isOwned()) grantAuthority(this.fleet, this, options.certificateAuthority._model());
    if (options.cloudTracing) this.fleet.grant(this.allPrincipals(), 'roles/cloudtrace.agent', CloudResource.project(this.project.id));
    return controlPlane;
  }

  /** The IAM principal of a workload in this cluster. */
  public principal(namespace: string, serviceAccount: string): CloudPrincipal {
    return CloudPrincipal.workload(this.project, namespace, serviceAccount);
  }

  /** The IAM principal of all workloads in this cluster. */
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
    return this.joinedMesh;
  }

  private join(mesh: GuestMesh): void {
    if (this.joinedMesh) {
      throw new Error(`cluster '${this.clusterName}' is already in mesh '${this.joinedMesh.path}', and a cluster belongs to one mesh; remove '${mesh.path}'`);
    }
    this.joinedMesh = mesh;
    this.fleet._join(this, mesh);
  }

  private grant(identity: IdentityModel, by: IConstruct | undefined, role: string, resource: CloudResource, options: GrantOptions): void {
    this.fleet._grants.toWorkload(this, identity, by, role, resource, options);
  }
}
guarded(FleetCluster, 'FleetCluster');
