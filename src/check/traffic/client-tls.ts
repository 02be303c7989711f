import { rulesFor } from './rules';
import type { TrafficPolicy } from '../engine/shapes/istio';
import type { World } from '../engine/world';

/** The TLS settings that DestinationRules give clients of a port: of the subset, of the port, of the host. */
export function tlsTo(world: World, host: string, port: number, subset?: string): TrafficPolicy['tls'] {
  for (const dr of rulesFor(world, host)) {
    const own = subset ? dr.spec.subsets?.find((s) => s.name === subset)?.trafficPolicy : undefined;
    for (const policy of [own, dr.spec.trafficPolicy]) {
      const level = policy?.portLevelSettings?.find((p) => p.port?.number === port);
      if (level) return level.tls;
      if (policy?.tls) return policy.tls;
    }
  }
  return undefined;
}
