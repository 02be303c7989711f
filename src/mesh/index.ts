export { ControlPlane, type ExistingControlPlaneProps } from './control-plane';
export { Mesh, type MeshProps } from './mesh';
export { MutualTls, OutboundTraffic } from './modes';
export { type EnrollOptions, MeshNamespace, type MeshNamespaceProps } from './namespace';
