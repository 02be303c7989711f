export * from './answer';
export * from './outcome';
export * from './request';
export * from './traffic';
