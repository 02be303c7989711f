export { type InstanceGroupEndpointsOptions, ManagedInstanceGroup, type ManagedInstanceGroupProps } from './managed-instance-group';
export { ServiceRoutingInjector, type ServiceRoutingInjectorProps } from './sidecar-injector';
export { RegionIsolation, ServiceLbAlgorithm, ServiceLbPolicy, type ServiceLbPolicyProps } from './service-lb-policy';
