export { type CallOptions, type ICallTarget } from './calls';
export { type CloudRunEndpointsOptions, EndpointGroup, type EndpointGroupOptions, type InstanceGroupOptions, type NetworkEndpointsOptions } from './endpoint-group';
export { type Endpoint, ExternalService, type ExternalServiceProps, Resolution } from './external-service';
export { HealthCheck, type HealthCheckOptions } from './health-check';
export { Identity, type IdentityProps } from './identity';
export { type IMeshService, MeshService, type MeshServiceAttributes, type MeshServiceProps } from './mesh-service';
export { ServicePort, type ServicePortOptions } from './port';
export { ServiceVersion, type VersionOptions } from './version';
export { type ContainerResources, type WorkloadOptions } from './workload';
