import { fleetFacts, referred } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const oneScope: Check = {
  code: 'MESH923',
  title: 'fleet namespace in two scopes',
  aliases: ['R-NS3'],
  severity: Severity.ERROR,
  explanation: 'A fleet namespace belongs to one scope. Google refuses the second.',
  runFleet(worlds, report) {
    const first = new Map<string, Item>();
    for (const item of fleetFacts(worlds).of('GKEHubNamespace')) {
      const id = text(item.object, 'spec.namespaceID') ?? item.name;
      const before = first.get(id);
      if (!before) {first.set(id, item);} else if (referred(before, 'spec.scopeRef') !== referred(item, 'spec.scopeRef')) {
        report(item, {
          pointer: '/spec/scopeRef',
          message: `fleet namespace ${id} belongs to scopes ${referred(before, 'spec.scopeRef')} and ${referred(item, 'spec.scopeRef')}; Google refuses the second`,
          fix: 'remove one of the two, and create a separate namespace for that scope',
          related: [before],
        });
      }
    }
  },
};
