export { CloudRunClient, type CloudRunClientProps } from './cloud-run-client';
export { EnvoyBootstrap, type EnvoyBootstrapProps } from './envoy-bootstrap';
export { GrpcBootstrap, type GrpcBootstrapProps } from './grpc-bootstrap';
export { GrpcBootstrapInit, type GrpcBootstrapInitProps } from './grpc-bootstrap-init';
export * from './sidecar-settings';
export * from './injection-props';
export * from './sidecar-container';
export * from './shared-directory';
export { MachineProxy, type MachineProxyProps } from './machine-proxy';
