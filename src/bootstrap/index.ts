export { CloudRunClient, type CloudRunClientProps } from './cloud-run-client';
export { EnvoyBootstrap, type EnvoyBootstrapProps } from './envoy-bootstrap';
export { GrpcBootstrap, type GrpcBootstrapProps } from './grpc-bootstrap';
export { GrpcBootstrapInit, type GrpcBootstrapInitProps, type IstioGrpcBootstrapInitProps } from './grpc-bootstrap-init';
export { type IstioGrpcBootstrapProps } from './istio-grpc-bootstrap';
export * from './machine-bootstrap';
export * from './machine-bootstrap-props';
export { MachineProxy, type MachineProxyProps } from './machine-proxy';
