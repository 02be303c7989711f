export { CloudRunBackend, type CloudRunBackendProps, ExternalMeshRoute, type ExternalMeshRouteProps } from './cloud-run-routes';
export { FleetCluster } from './cluster';
export { AttachedDistribution, type AttachedClusterOptions, type FleetClusterOptions, type GkeClusterOptions } from './cluster-options';
export { ConfigSync, ConfigSyncForm, type ConfigSyncOptions, type GitSyncProps, type OciSyncProps } from './config-sync';
export { ConfigSyncAuth } from './config-sync-auth';
export { FleetFeature, type FleetLogging, LogRouting } from './feature';
export { Fleet, type FleetAttributes, type FleetProps } from './fleet';
export { type InClusterControlPlaneOptions } from './in-cluster';
export {
  type GatewayHealthCheck, MultiClusterGateway, MultiClusterGatewayClass, type MultiClusterGatewayProps, type MultiClusterRouteOptions,
} from './multi-cluster-gateway';
export { MultiClusterBackend, MultiClusterIngress, type MultiClusterIngressProps, type MultiClusterPods } from './multi-cluster-ingress';
export { ApplyOrder } from './order';
export { type PolicyControllerProps } from './policy-controller';
export { RepoSync, type RepoSyncProps } from './repo-sync';
export { ServiceExport, type ServiceExportProps } from './service-export';
export { ServiceImport, type ServiceImportProps } from './service-import';
export { FleetScope, ScopeForm, ScopeRole, type FleetNamespaceOptions, type FleetScopeOptions } from './scope';
