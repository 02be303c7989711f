import { type Given, given } from './_grants-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const grantedTwice: Check = {
  code: 'MESH951',
  title: 'role that is given twice',
  aliases: ['R-IX1'],
  severity: Severity.ERROR,
  explanation: 'An identity is the same in all clusters of a fleet, so a role is given once. Two objects that give it fight: deleting one takes the role away from both.',
  runFleet(worlds, report) {
    const first = new Map<string, Given>();
    for (const g of given(worlds)) {
      const key = [g.member, g.role, g.resource, g.condition].join('\n');
      const before = first.get(key);
      if (!before) {first.set(key, g);} else {
        report(g.item, {
          pointer: g.pointer,
          message: `${g.member} is given ${g.role} here and by ${before.item.kind} ${before.item.name}: when one of the two is deleted, the role is gone`,
          fix: 'remove one of the two; identity.grant gives a role once, whichever cluster asks',
          related: [{ item: before.item, pointer: before.pointer }],
        });
      }
    }
  },
};
