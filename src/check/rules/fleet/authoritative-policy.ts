import { resourceOf } from './_grants-facts';
import { iamItems } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const authoritativePolicy: Check = {
  code: 'MESH954',
  title: 'IAMPolicy that conflicts with single role bindings',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An IAMPolicy is the whole policy of a resource: it removes every role that it does not list. If the same resource also has IAMPolicyMembers or IAMPartialPolicies, each undoes the other.',
  runFleet(worlds, report) {
    const items = iamItems(worlds);
    for (const policy of items.filter((i) => i.kind === 'IAMPolicy')) {
      const other = items.find((i) => i.kind !== 'IAMPolicy' && resourceOf(i) === resourceOf(policy));
      if (other) {
        report(policy, { message: `IAMPolicy ${policy.name} repeatedly removes what ${other.kind} ${other.name} grants on the same resource`, fix: 'use IAMPartialPolicy instead of IAMPolicy', related: [other] });
      }
    }
  },
};
