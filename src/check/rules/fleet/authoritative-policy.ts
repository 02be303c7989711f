import { resourceOf } from './_grants-facts';
import { iamItems } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const authoritativePolicy: Check = {
  code: 'MESH954',
  title: 'policy of a resource beside single roles',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An IAMPolicy is all of a resource\'s policy: it takes away every role that it does not name. Beside IAMPolicyMembers or IAMPartialPolicies on the same resource, each undoes the other.',
  runFleet(worlds, report) {
    const items = iamItems(worlds);
    for (const policy of items.filter((i) => i.kind === 'IAMPolicy')) {
      const other = items.find((i) => i.kind !== 'IAMPolicy' && resourceOf(i) === resourceOf(policy));
      if (other) {
        report(policy, { message: `IAMPolicy ${policy.name} takes away what ${other.kind} ${other.name} gives on the same resource, again and again`, fix: 'use IAMPartialPolicy in place of IAMPolicy', related: [other] });
      }
    }
  },
};
