import { validateMeshConfig, validateMeshNetworks } from '../admission';
import type { Problem } from '../engine/check';
import type { Item } from '../engine/item';
import { isMeshConfigMap } from '../engine/mesh';
import { readYaml } from '../engine/yaml';

/** What istiod would say of the mesh configuration in its ConfigMap, which it reads without an admission webhook in between. */
export function meshConfigProblems(item: Item): readonly Problem[] {
  if (!isMeshConfigMap(item)) return [];
  const out: Problem[] = [];
  for (const [key, validate] of [['mesh', validateMeshConfig], ['meshNetworks', validateMeshNetworks]] as const) {
    const text = item.spec.data?.[key];
    if (typeof text !== 'string') continue;
    let parsed: unknown;
    try {
      parsed = readYaml(text) ?? {};
    } catch (e) {
      const why = (e as { reason?: string }).reason ?? (e as Error).message;
      out.push({ code: 'MESH003', severity: 'error', pointer: `/data/${key}`, message: `${key} is broken YAML (${why}): istiod keeps its last configuration, or does not start`, fix: `correct the YAML in data.${key}` });
      continue;
    }
    for (const p of validate(parsed)) out.push({ ...p, pointer: `/data/${key}`, message: `${p.pointer}: ${p.message}` });
  }
  return out;
}
