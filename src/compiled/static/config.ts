import type { Json } from './routes';
import { readYaml } from '../../grammar/yaml';
import type { ItemOf } from '../../world/item';
import { containersOf, type Pod } from '../../world/pods';
import type { World } from '../../world/world';
import { sourceOf } from '../age';
import type { Source } from '../form';

/** The configuration file of an Envoy in a pod. */
export interface EnvoyConfig {
  readonly config: Json;
  readonly origin: Source;
}

interface Mounting { readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath?: string }[] }
interface Volumes { readonly volumes?: readonly { readonly name?: string; readonly configMap?: { readonly name?: string } }[] }

/**
 * The configuration that an Envoy in a pod reads from a ConfigMap; undefined if no container refers to such a file. Throws if the file is not
 * YAML.
 */
export function envoyConfigOf(pod: Pod, world: World): EnvoyConfig | undefined {
  for (const container of containersOf(pod)) {
    const path = fileOf(container.args);
    if (path === undefined) continue;
    for (const { mountPath, name } of (container as Mounting).volumeMounts ?? []) {
      const folder = mountPath?.replace(/\/$/, '');
      if (folder === undefined || !path.startsWith(`${folder}/`)) continue;
      const configMap = (pod.spec as Volumes).volumes?.find((v) => v.name === name)?.configMap?.name;
      const item = configMap === undefined ? undefined : world.find('ConfigMap', pod.namespace, configMap);
      const found = item && read(item, path.slice(folder.length + 1));
      if (found) return found;
    }
  }
  return undefined;
}

/** The file in Envoy's arguments. */
function fileOf(args: unknown): string | undefined {
  if (!Array.isArray(args)) return undefined;
  const at = args.findIndex((a) => a === '-c' || a === '--config-path');
  const next: unknown = at < 0 ? undefined : args[at + 1];
  return typeof next === 'string' ? next : undefined;
}

function read(item: ItemOf<'ConfigMap'>, key: string): EnvoyConfig | undefined {
  const text = item.spec.data?.[key];
  if (typeof text !== 'string') return undefined;
  const config = readYaml(text);
  const envoy = typeof config === 'object' && config !== null && ('static_resources' in config || 'dynamic_resources' in config);
  return envoy ? { config: config as Json, origin: sourceOf(item, `/data/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`) } : undefined;
}
