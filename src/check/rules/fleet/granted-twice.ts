import { type Given, given } from './_grants-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const grantedTwice: Check = {
  code: 'MESH951',
  title: 'role that is granted twice',
  aliases: ['R-IX1'],
  severity: Severity.ERROR,
  explanation: 'An identity is the same in all clusters of a fleet, so a role is granted once. Two objects that grant it conflict: deleting one revokes the role for both.',
  runFleet(worlds, report) {
    const first = new Map<string, Given>();
    for (const g of given(worlds)) {
      const key = [g.member, g.role, g.resource, g.condition].join('\n');
      const before = first.get(key);
      if (!before) {first.set(key, g);} else {
        report(g.item, {
          pointer: g.pointer,
          message: `${g.member} is granted ${g.role} here and by ${before.item.kind} ${before.item.name}: if one of the two is deleted, the role is revoked`,
          fix: 'remove one of the two; identity.grant grants a role once, whichever cluster requests it',
          related: [{ item: before.item, pointer: before.pointer }],
        });
      }
    }
  },
};
