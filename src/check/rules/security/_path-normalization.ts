import type { World } from '../../../world/world';

/** How paths are normalized before policies see them, and whether the configuration sets that. */
export function normalization(world: World): { readonly value: string; readonly known: boolean; readonly chosen: boolean } {
  const configured = world.options.pathNormalization ?? (world.mesh.configKnown ? world.mesh.config.pathNormalization?.normalization ?? 'BASE' : undefined);
  const chosen = (world.options.pathNormalization ?? world.mesh.config.pathNormalization?.normalization) !== undefined;
  return { chosen, value: configured === undefined || configured === 'DEFAULT' || configured === 'UNKNOWN' ? 'BASE' : configured, known: configured !== undefined && configured !== 'UNKNOWN' };
}
