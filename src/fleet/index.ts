export { CloudResource } from '../google/cloud-resource';
export { FleetCluster } from './cluster';
export { AttachedDistribution, type AttachedClusterOptions, type FleetClusterOptions, type GkeClusterOptions } from './cluster-options';
export { ConfigSync, ConfigSyncForm, type ConfigSyncOptions, type GitSyncProps, type OciSyncProps } from './config-sync';
export { ConfigSyncAuth } from './config-sync-auth';
export { FleetFeature, type FleetLogging, LogRouting } from './feature';
export { Fleet, type FleetProps } from './fleet';
export { type GrantCondition, GrantForm, type GrantOptions } from './grant';
export {
  type GatewayHealthCheck, MultiClusterGateway, MultiClusterGatewayClass, type MultiClusterGatewayProps, type MultiClusterRouteOptions,
} from './multi-cluster-gateway';
export { ApplyOrder } from './order';
export { type PolicyControllerProps } from './policy-controller';
export { CloudPrincipal } from '../google/principal';
export { GoogleProject } from '../google/project';
export { RepoSync, type RepoSyncProps } from './repo-sync';
export { ServiceExport, type ServiceExportProps } from './service-export';
export { ServiceImport, type ServiceImportProps } from './service-import';
export { FleetScope, ScopeRole, type FleetNamespaceOptions, type FleetScopeOptions } from './scope';
