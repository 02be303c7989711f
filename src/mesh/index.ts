export { type AdoptionNotice } from './adoption-notice';
export { Mesh, type MeshProps } from './mesh';
export { type EnrollOptions, MeshNamespace, type MeshNamespaceProps } from './namespace';
