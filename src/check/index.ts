export * from './finding';
export * from './checks';
