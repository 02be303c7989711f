export * from './mesh';
export * from './service';
export * from './traffic';
export * from './gateway';
export * from './security';
export * from './fleet';
export * from './check';
export * as istio from './istio';
export * from './emit/app';
