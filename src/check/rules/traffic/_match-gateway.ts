

export const KINDS = ['http', 'tls', 'tcp'] as const;
