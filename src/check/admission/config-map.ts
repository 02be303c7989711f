import type * as jsYaml from 'js-yaml';
import { validateMeshConfig } from './mesh-config';
import { validateMeshNetworks } from './mesh-networks';
import { Fields, object, text } from './values';
import { Problem, show } from '../problem';

/** The keys of the control plane's config map, `istio` or `istio-REVISION`. */
const KEYS: Record<string, (config: unknown) => Problem[]> = { mesh: validateMeshConfig, meshNetworks: validateMeshNetworks };

/** The mesh configuration inside a config map: no webhook looks at it, and the control plane reads it when it starts. */
export function configMap(manifest: Fields): Problem[] {
  const data = object(manifest.data);
  if (!data || !/^istio(?:-.+)?$/.test(text(object(manifest.metadata)?.name))) return [];
  return Object.entries(KEYS).flatMap(([key, validate]) => {
    if (typeof data[key] !== 'string') return [];
    const inside = (problem: Problem): Problem => ({
      ...problem, pointer: `/data/${key}`, message: `${problem.pointer.slice(1).replace(/\//g, '.') || key}: ${problem.message}`, aliases: [],
    });
    const parsed = read(data[key]);
    return typeof parsed === 'string' ? [unreadable(key, parsed)] : validate(parsed.config).map(inside);
  });
}

function read(source: string): { readonly config: unknown } | string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('js-yaml') as typeof jsYaml; // when a mesh configuration is met, not when the package loads
  try {
    return { config: yaml.load(source) };
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

function unreadable(key: string, why: string): Problem {
  return {
    code: 'MESH125',
    severity: 'error',
    pointer: `/data/${key}`,
    message: `${key} is no YAML: ${show(why)}; istiod keeps the configuration that it had, or does not start`,
    fix: `correct the YAML in data.${key}`,
  };
}
