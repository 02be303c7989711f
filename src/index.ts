export * from './placeholder';
export * from './check';
