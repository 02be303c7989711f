import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { type CloudResource, CloudResource as Resource } from './cloud-resource';
import { type AttachedClusterOptions, FleetCluster, type GkeClusterOptions } from './cluster';
import { FEATURE_APIS, FleetFeature, type LogRouting } from './feature';
import { Grants, type GrantCondition } from './grant';
import { Hub } from './hub';
import { ApplyOrder } from './order';
import { CloudPrincipal } from './principal';
import type { GoogleProject } from './project';
import { FleetScope, type FleetScopeOptions } from './scope';
import { Checks } from '../check';
import { emit } from '../emit/emit';
import { markPlace } from '../emit/place';
import type { GuestMesh } from '../mesh/host';
import { networkPath } from '../model/google';
import * as names from '../model/names';

/** What a fleet is. */
export interface FleetProps {
  /** The project that hosts it: a project hosts one fleet. */
  readonly project: GoogleProject;
  /**
   * Namespace of its objects in the management cluster.
   *
   * @default fleet-admin
   */
  readonly namespace?: string;
  /**
   * Whether that namespace is made here.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * How whoever applies the objects learns their order.
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
}

/** What of a fleet is logged where. */
export interface FleetLogging {
  /**
   * Logs of everything that is in no scope.
   *
   * @default - they stay where they are
   */
  readonly clusters?: LogRouting;
  /**
   * Logs of the namespaces of scopes.
   *
   * @default - they stay where they are
   */
  readonly scopes?: LogRouting;
}

/**
 * Clusters that are run as one: a namespace, a service and an identity of one name are the same in all of them.
 *
 * Each cluster is a scope for charts, and so is the management cluster, which runs Config Connector and takes the fleet's own
 * objects. `MeshApp` writes a folder for each.
 *
 * @example
 * const app = new mesh.MeshApp();
 * const fleet = new mesh.Fleet(app, 'fleet', { project: mesh.GoogleProject.of('shop-fleet', '482913370156') });
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
  /** The fleet that a construct is in. */
  public static of(scope: IConstruct): Fleet {
    const fleet = [...scope.node.scopes].reverse().find((s): s is Fleet => s instanceof Fleet);
    if (!fleet) {
      throw new Error(`'${scope.node.path}' is in no fleet; make its chart under a cluster of one: new Chart(fleet.clusters[0], …)`);
    }
    return fleet;
  }

  /** The project that hosts it. */
  public readonly project: GoogleProject;

  /** Trust domain of all workloads in it: `PROJECT.svc.id.goog`. */
  public readonly trustDomain: string;

  /** The cluster that runs Config Connector: a scope for charts that go there. */
  public readonly management: Construct;

  /** @internal */
  public readonly _hub: Hub;

  /** @internal */
  public readonly _grants: Grants;

  private readonly members = new Map<string, FleetCluster>();
  private readonly scopesByName = new Map<string, FleetScope>();
  private readonly owners = new Map<string, FleetScope>();
  private readonly managementName: string;
  private configCluster?: FleetCluster;
  private logging?: FleetLogging;

  public constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    this.project = props.project;
    this.trustDomain = props.project.workloadPool;
    this.managementName = names.dnsLabel('the folder of the management cluster', props.managementName ?? 'management');
    this.management = new Construct(this, this.managementName);
    markPlace(this.management, { name: this.managementName, role: 'management' });
    const namespace = names.dnsLabel('the namespace of a fleet\'s objects', props.namespace ?? 'fleet-admin');
    const chart = new Chart(this.management, 'fleet', { namespace });
    if (props.createNamespace ?? true) {
      emit(chart, {
        id: 'Namespace',
        apiVersion: 'v1',
        kind: 'Namespace',
        name: namespace,
        annotations: { 'cnrm.cloud.google.com/project-id': this.project.id },
        render: () => ({}),
      });
    }
    this._hub = new Hub(chart, this.project, props.applyOrder ?? ApplyOrder.NONE);
    this._grants = new Grants(this._hub);
    Checks.attach(this);
  }

  /** Its clusters, in the order in which they were added. */
  public get clusters(): FleetCluster[] {
    return [...this.members.values()];
  }

  /** Its teams. */
  public get scopes(): FleetScope[] {
    return [...this.scopesByName.values()];
  }

  /**
   * A GKE cluster in Google Cloud.
   *
   * @param name name of its membership, and of its folder
   * @param options where it is
   * @throws when the fleet has a cluster of that name
   */
  public addGkeCluster(name: string, options: GkeClusterOptions): FleetCluster {
    this.checkName(name);
    const what = `cluster '${name}'`;
    if (!/^[a-z]+-[a-z]+[0-9]+(-[a-z])?$/.test(options.location)) {
      throw new Error(`the location of ${what} is a region (europe-west1) or a zone (europe-west1-b), got: '${options.location}'`);
    }
    const region = options.location.replace(/-[a-z]$/, '');
    const membershipLocation = options.membershipLocation ?? region;
    if (membershipLocation !== 'global' && membershipLocation !== region) {
      throw new Error(`the membership of ${what} is global or in the cluster's region '${region}', got: '${membershipLocation}'`);
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
   * @param options who issues its tokens, and who manages it
   * @throws when the fleet has a cluster of that name
   */
  public addAttachedCluster(name: string, options: AttachedClusterOptions): FleetCluster {
    this.checkName(name);
    if (!/^https:\/\/[^\s]+$/.test(options.issuerUrl)) {
      throw new Error(`the issuer of attached cluster '${name}' is an https URL, got: '${options.issuerUrl}'`);
    }
    return this.add(FleetCluster._make(this, name, { attached: options, membershipLocation: 'global', options }));
  }

  /** A team's part of the fleet. */
  public addScope(name: string, options: FleetScopeOptions = {}): FleetScope {
    if (this.scopesByName.has(name)) {
      throw new Error(`fleet '${this.node.path}' has a scope '${name}' already`);
    }
    const scope = FleetScope._make(this, name, options);
    this.scopesByName.set(name, scope);
    return scope;
  }

  /**
   * Turns a feature on. Doing it again changes nothing.
   *
   * @throws for the feature that needs a cluster to hold its configuration: see `enableMultiClusterGateways`
   */
  public enable(feature: FleetFeature): void {
    if (feature === FleetFeature.MULTI_CLUSTER_INGRESS && !this.configCluster) {
      throw new Error('multi-cluster gateways need a cluster that holds their configuration; call enableMultiClusterGateways(cluster)');
    }
    this.feature(feature);
    if (feature === FleetFeature.MULTI_CLUSTER_SERVICES) {
      for (const project of new Map(this.clusters.map((c) => [c.project.id, c.project])).values()) {
        this.importer(project);
      }
    }
  }

  /**
   * Turns on gateways that lead to several clusters.
   *
   * @param configCluster the member in which their Gateways and routes are applied
   * @throws when another cluster was named before
   */
  public enableMultiClusterGateways(configCluster: FleetCluster): void {
    if (this.configCluster && this.configCluster !== configCluster) {
      throw new Error(`the multi-cluster gateways of fleet '${this.node.path}' are configured in cluster '${this.configCluster.clusterName}' already; a fleet has one such cluster`);
    }
    if (configCluster.fleet !== this || !configCluster.isGke) {
      throw new Error(`cluster '${configCluster.clusterName}' can't hold the configuration of multi-cluster gateways: it must be a GKE cluster of this fleet`);
    }
    this.configCluster = configCluster;
    this.enable(FleetFeature.MULTI_CLUSTER_SERVICES);
    this.enable(FleetFeature.MULTI_CLUSTER_INGRESS);
  }

  /** Gathers the logs of all clusters. */
  public observe(logging: FleetLogging): void {
    if (!logging.clusters && !logging.scopes) {
      throw new Error('fleet logging needs to say what goes where: clusters, scopes, or both');
    }
    this.logging = logging;
    this.feature(FleetFeature.OBSERVABILITY);
  }

  /**
   * Gives a role in Google Cloud to workloads. Giving it again changes nothing.
   *
   * @param principal who
   * @param role `roles/secretmanager.secretAccessor`
   * @param resource on what
   * @param condition when it holds; always, when left out
   */
  public grant(principal: CloudPrincipal, role: string, resource: CloudResource, condition?: GrantCondition): void {
    this._grants.to(principal.member, principal._label, role, resource, condition);
  }

  /** @internal */
  public _needRoleActuation(): void {
    this.feature(FleetFeature.RBAC_ROLE_BINDING_ACTUATION);
  }

  /** @internal */
  public _claim(namespace: string, scope: FleetScope): void {
    const owner = this.owners.get(namespace);
    if (owner) {
      throw new Error(owner === scope
        ? `scope '${scope.scopeName}' has namespace '${namespace}' already`
        : `namespace '${namespace}' belongs to scope '${owner.scopeName}'; a fleet namespace has one owner, so scope '${scope.scopeName}' can't have it`);
    }
    this.owners.set(namespace, scope);
  }

  /** @internal */
  public get _configCluster(): FleetCluster | undefined {
    return this.configCluster;
  }

  /**
   * A mesh was made in a cluster.
   *
   * @internal
   */
  public _join(cluster: FleetCluster, mesh: GuestMesh): void {
    const managed = mesh.controlPlane._managed();
    if (!managed) {
      return;
    }
    const what = `mesh '${mesh.path}'`;
    if (!cluster.isGke) {
      throw new Error(`${what}: Google runs control planes for GKE clusters in Google Cloud only, and '${cluster.clusterName}' is attached; run one in the cluster, with the fleet's trust domain: ControlPlane.existing({ revision: … })`);
    }
    if (mesh.trustDomain !== this.trustDomain) {
      throw new Error(`${what}: the trust domain of a managed mesh is that of its fleet, '${this.trustDomain}', got: '${mesh.trustDomain}'; leave it out`);
    }
    if (mesh.clusterDomain !== 'cluster.local') {
      throw new Error(`${what}: a managed control plane knows the DNS domain 'cluster.local' only, got: '${mesh.clusterDomain}'`);
    }
    for (const other of this.clusters) {
      const theirs = other._mesh?.controlPlane._managed();
      if (other === cluster || !theirs) {
        continue;
      }
      if (theirs.implementation !== managed.implementation) {
        throw new Error(`${what} expects another implementation than '${other._mesh!.path}'; Google chooses one for a fleet as a whole: expect the same in all clusters`);
      }
      if (JSON.stringify(theirs.authority) !== JSON.stringify(managed.authority)) {
        throw new Error(`${what} has another certificate authority than '${other._mesh!.path}'; workloads of two authorities don't trust each other: use one for the fleet`);
      }
    }
    const feature = this.feature(FleetFeature.SERVICE_MESH);
    this._hub.put({
      kind: 'GKEHubFeatureMembership',
      name: `servicemesh-${cluster.clusterName}`,
      after: [feature, ...cluster._membershipObjects],
      spec: () => ({
        projectRef: { external: `projects/${this.project.id}` },
        location: 'global',
        membershipLocation: cluster._membershipLocation,
        featureRef: { name: FleetFeature.SERVICE_MESH },
        membershipRef: cluster._membershipRef(),
        mesh: { management: managed.automatic ? 'MANAGEMENT_AUTOMATIC' : 'MANAGEMENT_MANUAL' },
      }),
    });
    const { kind, pool, root, template } = managed.authority;
    if (pool && kind === 'workload-certificates') {
      // GKE itself asks for the certificates, as the service agent of the cluster's project
      const agent = (role: string, { project, location, name }: typeof pool) => this._grants.to(
        `serviceAccount:service-${cluster.project.number}@container-engine-robot.iam.gserviceaccount.com`, `gke-${cluster.project.id}`, role, Resource.caPool(project, location, name));
      this._hub.api('privateca.googleapis.com');
      agent('roles/privateca.certificateManager', pool);
      agent('roles/privateca.auditor', root ?? pool);
    } else if (pool) {
      const all = CloudPrincipal.pool(this.project);
      const resource = Resource.caPool(pool.project, pool.location, pool.name);
      this._hub.api('privateca.googleapis.com');
      this.grant(all, 'roles/privateca.workloadCertificateRequester', resource);
      this.grant(all, 'roles/privateca.auditor', resource);
      if (template) {
        this.grant(all, 'roles/privateca.templateUser', Resource.external('privateca.cnrm.cloud.google.com/v1beta1', 'PrivateCACertificateTemplate', template));
      }
    }
    if (cluster.project.id !== this.project.id) {
      this.serviceAgents(cluster.project);
    }
  }

  private feature(feature: FleetFeature) {
    const apis = [this._hub.api('gkehub.googleapis.com'), ...FEATURE_APIS[feature].map((a) => this._hub.api(a))];
    return this._hub.put({
      kind: 'GKEHubFeature',
      name: feature,
      after: apis,
      spec: () => {
        const spec = this.featureSpec(feature);
        return { projectRef: { external: `projects/${this.project.id}` }, location: 'global', resourceID: feature, ...(spec ? { spec } : {}) };
      },
    });
  }

  private featureSpec(feature: FleetFeature): { readonly [field: string]: unknown } | undefined {
    if (feature === FleetFeature.MULTI_CLUSTER_INGRESS) {
      return { multiclusteringress: { configMembershipRef: this.configCluster!._membershipRef() } };
    }
    if (feature === FleetFeature.OBSERVABILITY && this.logging) {
      const { clusters, scopes } = this.logging;
      return {
        fleetobservability: {
          loggingConfig: {
            ...(clusters ? { defaultConfig: { mode: clusters } } : {}),
            ...(scopes ? { fleetScopeLogsConfig: { mode: scopes } } : {}),
          },
        },
      };
    }
    return undefined;
  }

  /** What imports services reads the network of each cluster's project. */
  private importer(project: GoogleProject): void {
    this.grant(CloudPrincipal.workload(this.project, 'gke-mcs', 'gke-mcs-importer'), 'roles/compute.networkViewer', Resource.project(project.id));
  }

  /** A fleet reaches clusters in other projects by its service agents. */
  private serviceAgents(project: GoogleProject): void {
    const agents = [['gcp-sa-gkehub', 'roles/gkehub.serviceAgent'], ['gcp-sa-servicemesh', 'roles/anthosservicemesh.serviceAgent']];
    for (const [domain, role] of agents) {
      this._grants.to(`serviceAccount:service-${this.project.number}@${domain}.iam.gserviceaccount.com`, domain, role, Resource.project(project.id));
    }
  }

  private add(cluster: FleetCluster): FleetCluster {
    this.members.set(cluster.clusterName, cluster);
    return cluster;
  }

  private checkName(name: string): void {
    names.dnsLabel('the name of a cluster', name);
    if (this.members.has(name)) {
      throw new Error(`fleet '${this.node.path}' has a cluster '${name}' already`);
    }
    if (name === this.managementName || name.startsWith('scope-')) {
      throw new Error(`a cluster can't be called '${name}': that name is taken by ${name === this.managementName ? 'the folder of the management cluster (see managementName)' : 'scopes'}`);
    }
  }
}
