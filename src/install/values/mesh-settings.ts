import type { Chart } from './charts';
import type { Values } from './kinds';

/**
 * Checks values under `meshConfig`.
 * @throws for those that istiod would ignore, or that would make it reject the whole mesh configuration, with a line for each
 */
export function refuseMeshSettings(chart: Chart, user: Values): void {
  const found = chart === 'istiod' ? [...meshProblems(user.meshConfig), ...meshProblems(user.pilot?.meshConfig)] : [];
  if (found.length > 0) throw new Error(found.join('\n'));
}

function meshProblems(config: unknown): string[] {
  if (config === undefined || config === null) return [];
  // loaded lazily: most installations have none of these settings
  const { validateMeshConfig } = require('../../validation/mesh-config') as typeof import('../../validation/mesh-config'); // eslint-disable-line @typescript-eslint/no-require-imports
  return validateMeshConfig(config).filter((p) => p.severity === 'error' || p.code === 'MESH129')
    .map((p) => `meshConfig${p.pointer.replace(/\//g, '.')}: ${p.message}; ${p.fix}`);
}
