export * from './finding';
export * from './checks';
export * from './validation-plugin';
export { type ReadinessStep } from './readiness';
export { type ObjectReference } from '../world/reference';
