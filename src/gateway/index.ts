export { type IngressGatewayAttributes, type ListenerAttributes, ListenerProtocol } from './attributes';
export { Certificate, type IssuedCertificateProps } from './certificate';
export { EgressGateway, type EgressGatewayProps } from './egress-gateway';
export { GatewayListener } from './gateway-listener';
export { IngressGateway, type IngressGatewayProps } from './ingress-gateway';
export { ClientAuth, type HttpListenerProps, type HttpsListenerProps, Listener, type TcpListenerProps, type TlsPassthroughListenerProps, TlsVersion, type UdpListenerProps } from './listener';
export { ListenerSet, type ListenerSetProps } from './listener-set';
export { Waypoint, type WaypointAutoscaling, type WaypointProps, type WaypointResources, WaypointTraffic } from './waypoint';
export { type ExistingGatewayProps, GatewayWorkload } from './workload';
