/** Versions of TypeScript with which apps compile: docs/support.md names the range. */
export const TYPESCRIPTS = ['5.9', '6.0', '7.0'] as const;

/** Major versions of Node.js with which apps synthesize. */
export const NODES = ['20', '22', '24'] as const;
