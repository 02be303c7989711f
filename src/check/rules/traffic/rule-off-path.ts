import { target } from './_rule-target';
import { homeNamespaces, isHome } from './_rules';
import { isWildcard } from '../../../world/hosts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const ruleOffPath: Check = {
  code: 'MESH232',
  title: 'DestinationRule that clients elsewhere never look at',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A proxy looks for DestinationRules in the client\'s namespace, then the service\'s, then the root namespace. One in a fourth namespace holds for clients of that namespace only, whatever it is exported to.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const service = target(world, dr);
      const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
      if (!service || isWildcard(host) || dr.namespace === world.mesh.rootNamespace) continue;
      if (isHome(world, host, dr.namespace)) continue;
      // kept to its own namespace it is a client's rule, and meant so
      const own = dr.spec.exportTo?.length && dr.spec.exportTo.every((e) => e === '.' || e === dr.namespace);
      if (own || dr.spec.workloadSelector) continue;
      const homes = [...homeNamespaces(world, host)];
      report(dr, {
        pointer: '/spec/host',
        message: `this rule holds for clients in ${dr.namespace} only, though it is exported ${dr.spec.exportTo?.length ? `to ${dr.spec.exportTo.join(', ')}` : 'everywhere'}: others look in their own namespace, in ${homes.join(', ')} and in ${world.mesh.rootNamespace}`,
        fix: `move it to ${homes[0]}, or say exportTo: ["."] if it is for clients of ${dr.namespace}`,
        related: [service.item],
      });
    }
  },
};
