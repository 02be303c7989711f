/**
 * Fleet features. They are enabled for the fleet; some are then configured per cluster.
 *
 * @see https://cloud.google.com/kubernetes-engine/fleet-management/docs/manage-features
 */
export enum FleetFeature {
  /** Cloud Service Mesh. Enabled by a mesh with a managed control plane. */
  SERVICE_MESH = 'servicemesh',
  /** Services that are exported to all clusters (`clusterset.local`). Enabled by an exported service. */
  MULTI_CLUSTER_SERVICES = 'multiclusterservicediscovery',
  /** Gateways for several clusters; needs a config cluster. */
  MULTI_CLUSTER_INGRESS = 'multiclusteringress',
  /** Config Sync. */
  CONFIG_MANAGEMENT = 'configmanagement',
  /** Policy Controller. */
  POLICY_CONTROLLER = 'policycontroller',
  /** Central logs and metrics of the fleet. */
  OBSERVABILITY = 'fleetobservability',
  /** Workload identity of clusters outside Google Cloud. */
  WORKLOAD_IDENTITY = 'workloadidentity',
  /** Custom roles for the members of a scope. */
  RBAC_ROLE_BINDING_ACTUATION = 'rbacrolebindingactuation',
  /** Cluster upgrades in a given order. */
  CLUSTER_UPGRADE = 'clusterupgrade',
  /** Dataplane V2. */
  DATAPLANE_V2 = 'dataplanev2',
  /** Sign-in to clusters with an external identity provider. */
  IDENTITY_SERVICE = 'identityservice',
}

/** APIs that a feature needs. */
export const FEATURE_APIS: { readonly [feature in FleetFeature]: readonly string[] } = {
  servicemesh: ['mesh.googleapis.com'],
  multiclusterservicediscovery: ['multiclusterservicediscovery.googleapis.com', 'dns.googleapis.com', 'trafficdirector.googleapis.com'],
  multiclusteringress: ['multiclusteringress.googleapis.com'],
  configmanagement: ['anthosconfigmanagement.googleapis.com'],
  policycontroller: ['anthospolicycontroller.googleapis.com'],
  fleetobservability: [],
  workloadidentity: [],
  rbacrolebindingactuation: [],
  clusterupgrade: [],
  dataplanev2: [],
  identityservice: ['anthosidentityservice.googleapis.com'],
};

/** Destination of logs. */
export enum LogRouting {
  /** Logs are copied from the cluster's project to the fleet's project. */
  COPY = 'COPY',
  /** Logs only go to the fleet's project. */
  MOVE = 'MOVE',
}

/** Destinations of a fleet's logs. */
export interface FleetLogging {
  /**
   * Logs of everything outside of scopes.
   *
   * @default - they stay in their project
   */
  readonly clusters?: LogRouting;
  /**
   * Logs of the namespaces of scopes.
   *
   * @default - they stay in their project
   */
  readonly scopes?: LogRouting;
}
