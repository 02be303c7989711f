// The mesh and its control plane
export * from './mesh';
export * from './control-plane';
export { MeshFeature } from './capability/feature';

// Services and the traffic between them
export * from './service';
export * from './traffic';
export * from './security';

// The edge
export * from './gateway';

// Workloads and their proxies
export * from './workload';
export * from './injection';
export * from './bootstrap';

// Google Cloud: fleets, identities, service routing
export * from './fleet';
export * from './google';
export * from './service-routing';

// Checks, traces, and synthesis
export * from './check';
export * from './trace';
export * from './synth/app';
export { GcloudCommands } from './synth/gcloud';

// The APIs below
export * as istio from './istio';
export * as install from './install';
