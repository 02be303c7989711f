import { computeItems } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

/** Backend services of meshes. */
export const ofMeshes = (worlds: readonly World[]): readonly Item[] =>
  computeItems(worlds, 'ComputeBackendService').filter((b) => text(b.object, 'spec.loadBalancingScheme') === 'INTERNAL_SELF_MANAGED');

export const has = (item: Item, path: string): boolean => at(item.object, path).length > 0;
