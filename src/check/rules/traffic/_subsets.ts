import { destinations } from './_destinations';
import type { World } from '../../../world/world';

/** `host subset` of every route of VirtualServices; Gateway API routes have no subsets. */
export const routedSubsets = (world: World): ReadonlySet<string> => world.once('routedSubsets', () => {
  const out = new Set<string>();
  for (const { full, destination: { subset } } of destinations(world)) if (subset) out.add(`${full} ${subset}`);
  return out;
});
