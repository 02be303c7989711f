import { nameOf, securityItems } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const allowsEverybody: Check = {
  code: 'MESH978',
  title: 'authorization policy that allows without rules',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'In Google\'s service routing an authorization policy without rules does its action for every request: ALLOW lets everybody in. (To Istio the same means nobody.) To let nobody in, the action is DENY.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityAuthorizationPolicy')) {
      if (text(policy.object, 'spec.action') === 'ALLOW' && at(policy.object, 'spec.rules[*]').length === 0) {
        report(policy, { pointer: '/spec', message: `policy ${nameOf(policy)} has action ALLOW and no rules, so it lets everybody in`, fix: 'add rules that say who may come, or use action: DENY if nobody may' });
      }
    }
  },
};
