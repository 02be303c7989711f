

export const MESH = 'run.googleapis.com/mesh';

export const RUN = 'run.cnrm.cloud.google.com';

export const escaped = (key: string): string => key.replace(/\//g, '~1');
