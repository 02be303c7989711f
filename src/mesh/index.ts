export type { AcceptedDifference } from './accepted-difference';
export { type ChartControlPlaneProps, ControlPlane, type ExistingControlPlaneProps, type GatewayApiControlPlaneProps, type InClusterControlPlaneProps, type StaticControlPlaneProps } from './control-plane';
export { DataPlane } from './data-plane';
export { GatewayImplementation, type GatewayImplementationProps } from './gateway-implementation';
export {
  AccessLogFormat, type CaPoolProps, CertificateAuthority, ManagedChannel, type ManagedControlPlaneProps, ManagedImplementation, ManagedManagement,
  type WorkloadCertificatesProps, WorkloadKey,
} from './managed';
export { Mesh, type MeshProps } from './mesh';
export { MutualTls, OutboundTraffic } from './modes';
export { type EnrollOptions, MeshNamespace, type MeshNamespaceProps } from './namespace';
export { MeshFeature } from '../model/feature';
export { type ServiceRoutingProps } from './service-routing';
export { GatewayApiChannel, TrafficApi } from './traffic-api';
export { type ReadinessStep } from '../check/managed/readiness';
