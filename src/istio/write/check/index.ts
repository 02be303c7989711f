export * from './amount';
export * from './host';
export * from './labels';
export * from './number';
export * from './text';
