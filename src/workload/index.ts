export { HealthCheck, type HealthCheckOptions } from './health-check';
export { PodSecurity } from './pod-security';
export { type ContainerResources } from './resources';
export * from './shared-directory';
export * from './sidecar-container';
