export { type CallOptions, type ICallTarget } from './calls';
export { type Endpoint, ExternalService, type ExternalServiceProps, Resolution } from './external-service';
export { HealthCheck, type HealthCheckOptions } from './health-check';
export { Identity, type IdentityProps } from './identity';
export { type IMeshService, MeshService, type MeshServiceAttributes, type MeshServiceProps } from './mesh-service';
export { ServicePort, type ServicePortOptions } from './port';
export { ServiceVersion, type VersionOptions } from './version';
export { type ContainerResources, type WorkloadOptions } from './workload';
