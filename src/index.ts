export * from './emit/app';
export * from './placeholder';
export * from './check';
export * as istio from './istio';
