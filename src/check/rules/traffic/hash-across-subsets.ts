import { rulesFor } from './_rules';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Rule = ItemOf<'DestinationRule'>;
interface Balanced { readonly loadBalancer?: { readonly consistentHash?: unknown } }
type Settings = Balanced & { readonly portLevelSettings?: readonly (Balanced & { readonly port?: { readonly number?: number } })[] };

/** The load balancing for a subset on a port: the subset's own before the host's; a port's before that of all ports. */
function hashed(rule: Rule, subset: string | undefined, port: number | undefined): boolean {
  const own: Settings | undefined = rule.spec.subsets?.find((s) => s.name === subset)?.trafficPolicy;
  for (const policy of [own, rule.spec.trafficPolicy as Settings | undefined]) {
    const at = policy?.portLevelSettings?.find((p) => port !== undefined && p.port?.number === port);
    const balancer = at?.loadBalancer ?? policy?.loadBalancer;
    if (balancer) return balancer.consistentHash !== undefined;
  }
  return false;
}

const ruleFor = (world: World, host: string, subset: string | undefined): Rule | undefined =>
  rulesFor(world, host).find((r) => !r.spec.workloadSelector && (subset === undefined || r.spec.subsets?.some((s) => s.name === subset)));

export const hashAcrossSubsets: Check = {
  code: 'MESH314',
  title: 'consistent hashing across weighted subsets',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'If a rule splits requests by weight, the subset is chosen at random for each request; the hash then selects a pod within that subset. A client that should stay with one pod switches between the subsets on every request.',
  run(world, report) {
    if (!world.all('DestinationRule', 'trafficPolicy.loadBalancer.consistentHash', 'subsets.trafficPolicy.loadBalancer.consistentHash', 'trafficPolicy.portLevelSettings.loadBalancer.consistentHash', 'subsets.trafficPolicy.portLevelSettings.loadBalancer.consistentHash').length) return;
    for (const vs of world.all('VirtualService', 'http.route.weight')) {
      vs.spec.http?.forEach((rule, i) => {
        const shares = new Map<string, (string | undefined)[]>();
        let hashing: Rule | undefined;
        for (const { destination, weight } of rule.route ?? []) {
          if (!destination?.host || !weight) continue;
          const host = world.registry.resolve(destination.host, vs.namespace);
          const dr = ruleFor(world, host, destination.subset);
          if (!dr || !hashed(dr, destination.subset, destination.port?.number)) continue;
          const subsets = shares.get(host) ?? [];
          shares.set(host, [...subsets, destination.subset]);
          if (new Set([...subsets, destination.subset]).size > 1) hashing ??= dr;
        }
        const split = [...shares].find(([, subsets]) => new Set(subsets).size > 1);
        if (!split || !hashing) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'route'),
          message: `the subset (${[...new Set(split[1])].map((s) => s ?? 'none').join(', ')}) is chosen at random for each request, and the consistent hash of DestinationRule ${hashing.namespace}/${hashing.name} applies only within it: clients don't stay with one pod`,
          fix: 'select the subset by something constant for the client, like a match on a cookie or a header, or remove consistentHash while requests are split',
          related: [hashing],
        });
      });
    }
  },
};
