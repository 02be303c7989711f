import { rulesFor } from './_rules';
import type { ItemOf } from '../../../world/item';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';

/** The TLS settings of DestinationRules for clients of a port: of the subset, of the port, of the host. */
export const tlsTo = (world: World, host: string, port: number, subset?: string): TrafficPolicy['tls'] => tlsRule(world, host, port, subset)?.tls;

/** The TLS settings for a port, with the DestinationRule that sets them. */
export function tlsRule(world: World, host: string, port: number, subset?: string): { readonly tls: TrafficPolicy['tls']; readonly rule: ItemOf<'DestinationRule'> } | undefined {
  for (const dr of rulesFor(world, host)) {
    const own = subset ? dr.spec.subsets?.find((s) => s.name === subset)?.trafficPolicy : undefined;
    for (const policy of [own, dr.spec.trafficPolicy]) {
      const level = policy?.portLevelSettings?.find((p) => p.port?.number === port);
      if (level) return { tls: level.tls, rule: dr };
      if (policy?.tls) return { tls: policy.tls, rule: dr };
    }
  }
  return undefined;
}
