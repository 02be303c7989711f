export { GrpcBootstrap, type GrpcBootstrapProps } from './grpc-bootstrap';
export { GrpcBootstrapInit, type GrpcBootstrapInitProps } from './grpc-bootstrap-init';
export * from './sidecar-settings';
export * from './injection-props';
export * from './sidecar-container';
export * from './shared-directory';
