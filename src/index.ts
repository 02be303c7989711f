export * from './emit/app';
export * from './placeholder';
export * from './check';
