export * from './injection-props';
export * from './sidecar-settings';
