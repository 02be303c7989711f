import { destinations } from './destinations';
import type { World } from '../engine/world';

/** `host subset` of every route of VirtualServices; Gateway API routes know no subsets. */
export const routedSubsets = (world: World): ReadonlySet<string> => world.once('routedSubsets', () => {
  const out = new Set<string>();
  for (const vs of world.all('VirtualService')) {
    for (const use of destinations(vs)) if (use.destination.subset) out.add(`${world.registry.resolve(use.host, vs.namespace)} ${use.destination.subset}`);
  }
  return out;
});
