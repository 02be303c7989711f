import { clusterOf, fleetFacts, membersOf, referred } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const boundScope: Check = {
  code: 'MESH924',
  title: 'fleet namespace in a cluster outside its scope',
  aliases: ['R-NS4'],
  severity: Severity.ERROR,
  explanation: 'A fleet namespace exists in the clusters that its scope is bound to. In any other cluster a namespace of that name has the team\'s identities without the team\'s roles.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const bound = new Set(facts.of('GKEHubMembershipBinding').map((b) => `${referred(b, 'spec.scopeRef')}/${referred(b, 'spec.membershipRef')}`));
    for (const fleetNamespace of facts.of('GKEHubNamespace')) {
      const scope = referred(fleetNamespace, 'spec.scopeRef');
      for (const world of membersOf(worlds)) {
        const ns = world.namespace(text(fleetNamespace.object, 'spec.namespaceID') ?? fleetNamespace.name);
        if (ns && facts.members.some((m) => m.name === clusterOf(world)) && !bound.has(`${scope}/${clusterOf(world)}`)) {
          report(ns, {
            message: `namespace ${ns.name} belongs to scope ${scope}, which is not bound to ${clusterOf(world)}: in that cluster it has the team's identities, but not the team's roles`,
            fix: `bind the scope to the cluster (scope.bind(cluster)), or leave the namespace out of ${clusterOf(world)}`,
            related: [fleetNamespace],
          });
        }
      }
    }
  },
};
