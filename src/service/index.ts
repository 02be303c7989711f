export { type CallOptions, type ICallTarget } from './calls';
export { type CloudRunEndpointsOptions, EndpointGroup, type EndpointGroupOptions, type InstanceGroupOptions, type NetworkEndpointsOptions } from './endpoint-group';
export { type IEgressGateway } from './egress-gateway';
export { type Endpoint, ExternalService, type ExternalServiceProps, Resolution } from './external-service';
export { MeshService } from './mesh-service';
export { type IMeshService, type MeshServiceAttributes, type MeshServiceProps } from './mesh-service-props';
export { ServicePort, type ServicePortOptions } from './port';
export { ServiceVersion, type VersionOptions } from './version';
export { type WorkloadOptions } from './workload';
