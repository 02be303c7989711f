import { routedSubsets } from './_subsets';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const subsetPolicyUnrouted: Check = {
  code: 'MESH235',
  title: 'subset policy that no route uses',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The policy of a subset applies to requests that a route sends to the subset. Requests to the host itself never use it, even when they reach the same pods.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'subsets.trafficPolicy')) {
      const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
      dr.spec.subsets?.forEach((s, i) => {
        if (!s.trafficPolicy || routedSubsets(world).has(`${host} ${s.name}`)) return;
        report(dr, {
          pointer: pointer('spec', 'subsets', i, 'trafficPolicy'),
          severity: world.options.complete ? Severity.WARNING : Severity.INFO,
          message: `no route${world.options.complete ? '' : ' in the checked objects'} uses subset ${s.name ?? i} of ${dr.spec.host}: its policy never applies`,
          fix: 'route to the subset with a VirtualService, or move the policy to the host',
        });
      });
    }
  },
};
