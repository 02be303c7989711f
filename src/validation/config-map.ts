import { validateMeshConfig } from './mesh-config';
import { validateMeshNetworks } from './mesh-networks';
import { Problem } from './problem';
import { Fields, object, text } from './values';
import { readYaml } from '../grammar/yaml';

/** The keys of the control plane's ConfigMap, `istio` or `istio-REVISION`. */
const KEYS: Record<string, (config: unknown) => Problem[]> = { mesh: validateMeshConfig, meshNetworks: validateMeshNetworks };

/** The mesh configuration in a ConfigMap: no webhook checks it, and the control plane reads it at start. */
export function configMap(manifest: Fields): Problem[] {
  const data = object(manifest.data);
  if (!data || !/^istio(?:-.+)?$/.test(text(object(manifest.metadata)?.name))) return [];
  return Object.entries(KEYS).flatMap(([key, validate]) => {
    if (typeof data[key] !== 'string') return [];
    const inside = (problem: Problem): Problem => ({
      ...problem, pointer: `/data/${key}`, message: `${problem.pointer.slice(1).replace(/\//g, '.') || key}: ${problem.message}`, aliases: [],
    });
    let config: unknown;
    try {
      config = readYaml(data[key]) ?? {};
    } catch (error) {
      return [unreadable(key, (error as { reason?: string }).reason ?? (error as Error).message)];
    }
    return validate(config).map(inside);
  });
}

function unreadable(key: string, why: string): Problem {
  return {
    code: 'MESH003',
    severity: 'error',
    pointer: `/data/${key}`,
    message: `${key} is broken YAML (${why}): istiod keeps its previous configuration, or starts with its defaults`,
    fix: `correct the YAML in data.${key}`,
  };
}
