export { type InstanceGroupEndpointsOptions, ManagedInstanceGroup, type ManagedInstanceGroupProps } from './managed-instance-group';
export { RegionIsolation, ServiceLbAlgorithm, ServiceLbPolicy, type ServiceLbPolicyProps } from './service-lb-policy';
