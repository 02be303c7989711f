import { App, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { FleetCluster } from './cluster';
import type { AttachedClusterOptions, GkeClusterOptions } from './cluster-options';
import { type ConfigSync, ConfigSyncForm } from './config-sync';
import { deliverTo, rootSync } from './delivery';
import { FleetFeature, type FleetLogging } from './feature';
import { Features } from './features';
import { Grants } from './grant';
import { Hub } from './hub';
import { joinGatewayApi, joinManaged, needsPhases } from './managed-mesh';
import { ApplyOrder } from './order';
import { type PolicyControllerProps, policyController } from './policy-controller';
import { FleetScope, type FleetScopeOptions, ScopeForm } from './scope';
import { agent, discoveryAgents } from './service-agents';
import { Checks } from '../check';
import { emit } from '../emit/emit';
import { CloudResource } from '../google/cloud-resource';
import type { GuestMesh } from '../google/cluster-context';
import { type GrantCondition } from '../google/grant-options';
import { location, networkPath } from '../google/names';
import { CloudPrincipal } from '../google/principal';
import type { GoogleProject } from '../google/project';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { markPlace } from '../synth/place';

/** Properties of a fleet. */
export interface FleetProps {
  /** The fleet host project: a project hosts one fleet. */
  readonly project: GoogleProject;
  /**
   * Namespace of the fleet's objects in the management cluster.
   *
   * @default fleet-admin
   */
  readonly namespace?: string;
  /**
   * Whether to create that namespace.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * How the fleet's objects declare the order in which a tool applies them.
   *
   * @default ApplyOrder.NONE
   */
  readonly applyOrder?: ApplyOrder;
  /**
   * Folder of the objects of the management cluster.
   *
   * @default management
   */
  readonly managementName?: string;
  /**
   * Source from which Config Sync of each cluster pulls its folder.
   *
   * @default - none: the folders are applied by other means, such as kubectl or Argo CD
   */
  readonly configSync?: ConfigSync;
  /**
   * Policy Controller in all clusters of the fleet.
   *
   * @default - none
   */
  readonly policyController?: PolicyControllerProps;
  /**
   * How the fleet's scopes are created, with their namespaces, bindings and roles. Config Connector has alpha kinds for them, whose CRDs it does not install itself.
   *
   * @default ScopeForm.CONFIG_CONNECTOR
   */
  readonly scopeForm?: ScopeForm;
}

/** A fleet of another app. */
export interface FleetAttributes {
  /** The fleet host project. */
  readonly project: GoogleProject;
  /**
   * Namespace of the fleet's objects in the management cluster.
   *
   * @default fleet-admin
   */
  readonly namespace?: string;
  /**
   * Folder of the objects of the management cluster.
   *
   * @default management
   */
  readonly managementName?: string;
}

/**
 * Clusters that are managed together: namespaces, services and identities with the same name are the same in all of them. Each cluster is a scope for charts,
 * and so is the management cluster, which runs Config Connector and gets the fleet's own objects. `MeshApp` writes a folder for each.
 *
 * @example
 * const app = new mesh.MeshApp();
 * const fleet = new mesh.Fleet(app, 'fleet', { project: mesh.GoogleProject.fromIds('shop-fleet', '482913370156') });
 * fleet.addGkeCluster('shop-eu', { location: 'europe-west1' });
 * fleet.addGkeCluster('shop-us', { location: 'us-central1' });
 * for (const cluster of fleet.clusters) {
 *   const shopMesh = new mesh.Mesh(cluster, 'mesh', { controlPlane: mesh.ControlPlane.managed() });
 *   const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
 *   shopMesh.enroll(chart);
 * }
 * @see https://cloud.google.com/kubernetes-engine/fleet-management/docs/fleet-concepts
 */
export class Fleet extends Construct {
  /** The fleet of a construct. */
  public static of(scope: IConstruct): Fleet {
    const fleet = [...scope.node.scopes].reverse().find((s): s is Fleet => s instanceof Fleet);
    if (!fleet) {
      throw new Error(`'${scope.node.path}' is not in a fleet; create its chart under a cluster of the fleet: new Chart(fleet.clusters[0], …)`);
    }
    return fleet;
  }

  /**
   * A fleet that another app owns. Use the owner's cluster names. The fleet itself is not written: no memberships, no features, no scopes, no delivery. Roles
   * that this app grants its own workloads are written to the management cluster.
   *
   * @param scope a scope in this app
   * @param id the construct's id
   * @param attributes its properties
   *
   * @example
   * const app = new mesh.MeshApp();
   * const fleet = mesh.Fleet.fromAttributes(app, 'fleet', { project: mesh.GoogleProject.fromIds('shop-fleet', '482913370156') });
   * const eu = fleet.addGkeCluster('shop-eu', { location: 'europe-west1' });
   * const shopMesh = mesh.Mesh.fromAttributes(eu, 'mesh', { controlPlane: mesh.ControlPlane.managed() });
   */
  public static fromAttributes(scope: Construct, id: string, attributes: FleetAttributes): Fleet {
    return new ImportedFleet(scope, id, attributes);
  }

  /** The fleet host project. */
  public readonly project: GoogleProject;

  /** Trust domain of all workloads in the fleet: `PROJECT.svc.id.goog`. */
  public readonly trustDomain: string;

  /** The cluster that runs Config Connector, as a scope for its charts. */
  public readonly management: Construct;

  /** @internal */
  public readonly _hub: Hub;

  /** @internal */
  public readonly _features: Features;

  /** @internal */
  public readonly _grants: Grants;

  private readonly members = new Map<string, FleetCluster>();
  private readonly scopesByName = new Map<string, FleetScope>();
  private readonly owners = new Map<string, FleetScope>();
  private readonly managementName: string;

  public constructor(scope: Construct, id: string, private readonly props: FleetProps) {
    super(scope, given('Fleet', scope, id, props));
    this.project = props.project;
    this.trustDomain = props.project.workloadPool;
    this.managementName = names.dnsLabel(`fleet '${this.node.path}': managementName`, props.managementName ?? 'management');
    this.management = new Construct(this, this.managementName);
    markPlace(this.management, { name: this.managementName, role: 'management', phases: { usual: 1, needed: () => needsPhases(this) } });
    const namespace = names.dnsLabel(`fleet '${this.node.path}': the namespace of its objects`, props.namespace ?? 'fleet-admin');
    const owned = this._isOwned();
    const chart = () => new Chart(this.management, owned ? 'fleet' : 'grants', { namespace });
    const written = owned ? chart() : new Chart(new App(), 'owner', { namespace }); // the owner's objects are created, but never written here
    if (owned && (props.createNamespace ?? true)) {
      emit(written, {
        id: 'Namespace',
        apiVersion: 'v1',
        kind: 'Namespace',
        name: namespace,
        annotations: { 'cnrm.cloud.google.com/project-id': this.project.id },
        render: () => ({}),
      });
    }
    this._hub = new Hub(() => written, this.project, props.applyOrder ?? ApplyOrder.NONE);
    this._features = new Features(this._hub, this.project);
    this._grants = new Grants(owned ? this._hub : new Hub(chart, this.project, props.applyOrder ?? ApplyOrder.NONE));
    if (props.configSync?._form === ConfigSyncForm.ROOT_SYNC) {
      rootSync(this.management, this.managementName, props.configSync);
    }
    Checks.attach(this);
  }

  /** @internal */
  public _isOwned(): boolean {
    return true;
  }

  /** Clusters of the fleet, in the order in which they were added. */
  public get clusters(): FleetCluster[] {
    return [...this.members.values()];
  }

  /** Team scopes of the fleet. */
  public get scopes(): FleetScope[] {
    return [...this.scopesByName.values()];
  }

  /**
   * A GKE cluster in Google Cloud.
   *
   * @param name name of its membership, and of its folder
   * @param options its location and settings
   * @throws when the fleet already has a cluster with that name
   */
  public addGkeCluster(name: string, options: GkeClusterOptions): FleetCluster {
    this.checkName(name);
    const what = `cluster '${name}'`;
    location(`the location of ${what}`, options.location);
    const region = options.location.replace(/-[a-z]$/, '');
    const membershipLocation = options.membershipLocation ?? region;
    if (membershipLocation !== 'global' && membershipLocation !== region) {
      throw new Error(`the membershipLocation of ${what} must be 'global' or the cluster's region '${region}', got: '${membershipLocation}'`);
    }
    const project = options.project ?? this.project;
    return this.add(FleetCluster._make(this, name, {
      gke: { project, location: options.location, id: names.dnsLabel(`the id of ${what}`, options.clusterId ?? name), network: networkPath(what, project.id, options.network ?? 'default') },
      membershipLocation,
      options,
    }));
  }

  /**
   * A Kubernetes cluster that runs elsewhere, attached to Google Cloud.
   *
   * @param name name of its membership, and of its folder
   * @param options its token issuer, and the managing region
   * @throws when the fleet already has a cluster with that name
   */
  public addAttachedCluster(name: string, options: AttachedClusterOptions): FleetCluster {
    this.checkName(name);
    if (!/^https:\/\/[^\s]+$/.test(options.issuerUrl)) {
      throw new Error(`the issuerUrl of attached cluster '${name}' must be an https URL, got: '${options.issuerUrl}'`);
    }
    return this.add(FleetCluster._make(this, name, { attached: options, membershipLocation: 'global', options }));
  }

  /** A team's part of the fleet. */
  public addScope(name: string, options: FleetScopeOptions = {}): FleetScope {
    this.requireOwned('its scopes');
    if (this.scopesByName.has(name)) {
      throw new Error(`fleet '${this.node.path}' already has a scope '${name}'; use a different name`);
    }
    const scope = FleetScope._make(this, name, options);
    this.scopesByName.set(name, scope);
    return scope;
  }

  /**
   * Enables a feature. Enabling it again has no effect.
   *
   * @throws for the feature that needs a config cluster: use `enableMultiClusterGateways`
   */
  public enable(feature: FleetFeature): void {
    if (feature === FleetFeature.MULTI_CLUSTER_INGRESS && !this._features.configCluster) {
      throw new Error(`fleet '${this.node.path}': multi-cluster gateways need a config cluster; call enableMultiClusterGateways(cluster)`);
    }
    this._features.enable(feature);
    if (feature === FleetFeature.MULTI_CLUSTER_SERVICES && this._isOwned()) {
      for (const project of new Map(this.clusters.map((c) => [c.project.id, c.project])).values()) {
        this.importer(project);
      }
      this.clusters.forEach((c) => discoveryAgents(this, c));
    }
  }

  /**
   * Enables gateways for several clusters.
   *
   * @param configCluster the member in which their Gateways and routes are applied
   * @throws when another config cluster is already set
   */
  public enableMultiClusterGateways(configCluster: FleetCluster): void {
    if (this._features.configCluster && this._features.configCluster !== configCluster) {
      throw new Error(`the multi-cluster gateways of fleet '${this.node.path}' already use config cluster '${this._features.configCluster.clusterName}', and a fleet has only one; use that cluster`);
    }
    if (configCluster.fleet !== this || !configCluster.isGke) {
      throw new Error(`cluster '${configCluster.clusterName}' can't be the config cluster of fleet '${this.node.path}'; use a cluster that was added with its addGkeCluster`);
    }
    this._features.configCluster = configCluster;
    this.enable(FleetFeature.MULTI_CLUSTER_SERVICES);
    this.enable(FleetFeature.MULTI_CLUSTER_INGRESS);
    // its controller manages Gateways and Services of the members
    for (const project of new Set([this.project.id, ...this.clusters.filter((c) => c.isGke).map((c) => c.project.id)])) {
      agent(this, 'gcp-sa-multiclusteringress', 'roles/container.admin', project);
    }
  }

  /** Collects the logs of all clusters. */
  public observe(logging: FleetLogging): void {
    this.requireOwned('where logs go');
    if (!logging.clusters && !logging.scopes) {
      throw new Error(`fleet '${this.node.path}': logging routes no logs; set clusters, scopes, or both`);
    }
    this._features.logging = logging;
    this._features.enable(FleetFeature.OBSERVABILITY);
  }

  /**
   * Grants workloads a role in Google Cloud. Granting it again has no effect.
   *
   * @param principal the principal
   * @param role `roles/secretmanager.secretAccessor`
   * @param resource the resource
   * @param condition condition of the grant; none by default
   */
  public grant(principal: CloudPrincipal, role: string, resource: CloudResource, condition?: GrantCondition): void {
    this._grants.to(principal.member, principal._label, role, resource, condition);
  }

  /** @internal */
  public _needRoleActuation(): void {
    this._features.enable(FleetFeature.RBAC_ROLE_BINDING_ACTUATION);
  }

  /** @internal */
  public _claim(namespace: string, scope: FleetScope): void {
    const owner = this.owners.get(namespace);
    if (owner) {
      throw new Error(owner === scope
        ? `scope '${scope.scopeName}' already has namespace '${namespace}'; add it once`
        : `namespace '${namespace}' belongs to scope '${owner.scopeName}', and a fleet namespace belongs to one scope; remove it from scope '${scope.scopeName}'`);
    }
    this.owners.set(namespace, scope);
  }

  /** @internal */
  public get _scopeForm(): ScopeForm {
    return this.props.scopeForm ?? ScopeForm.CONFIG_CONNECTOR;
  }

  /** @internal */
  public get _configCluster(): FleetCluster | undefined {
    return this._features.configCluster;
  }

  /**
   * Called when a mesh is created in a cluster.
   *
   * @internal
   */
  public _join(cluster: FleetCluster, mesh: GuestMesh): void {
    if (!this._isOwned()) return;
    if (mesh.managed) joinManaged(this, cluster, mesh, mesh.managed);
    if (mesh.gatewayApi) joinGatewayApi(this, cluster, mesh);
  }

  private requireOwned(fact: string): void {
    if (!this._isOwned()) {
      throw new Error(`fleet '${this.node.path}' belongs to another app, and only that app configures ${fact}; configure it there`);
    }
  }

  /** The controller for imported services reads the network of each cluster's project. */
  private importer(project: GoogleProject): void {
    this.grant(CloudPrincipal.workload(this.project, 'gke-mcs', 'gke-mcs-importer'), 'roles/compute.networkViewer', CloudResource.project(project.id));
  }

  private add(cluster: FleetCluster): FleetCluster {
    this.members.set(cluster.clusterName, cluster);
    const { configSync, policyController: policies } = this.props;
    if (configSync) {
      deliverTo(this, cluster, configSync);
    }
    if (policies) {
      this._features.setUp(FleetFeature.POLICY_CONTROLLER, cluster, () => ({ policycontroller: policyController(policies) }));
    }
    return cluster;
  }

  private checkName(name: string): void {
    names.dnsLabel(`fleet '${this.node.path}': the name of a cluster`, name);
    if (this.members.has(name)) {
      throw new Error(`fleet '${this.node.path}' already has a cluster '${name}'; use a different name`);
    }
    if (name === this.managementName || name.startsWith('scope-')) {
      throw new Error(`fleet '${this.node.path}': '${name}' is taken by ${name === this.managementName ? 'the folder of the management cluster (see managementName)' : 'the folders of scopes'}; give the cluster another name`);
    }
  }
}
guarded(Fleet, 'Fleet');

/** A fleet whose objects are in another app. */
class ImportedFleet extends Fleet {
  /** @internal */
  public override _isOwned(): boolean {
    return false;
  }
}
