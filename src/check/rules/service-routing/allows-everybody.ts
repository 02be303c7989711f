import { nameOf, securityItems } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const allowsEverybody: Check = {
  code: 'MESH978',
  title: 'ALLOW authorization policy without rules',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'In Google\'s service routing an authorization policy without rules applies its action to every request: ALLOW admits every client. (In Istio the same policy admits none.) To admit no client, use action DENY.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityAuthorizationPolicy')) {
      if (text(policy.object, 'spec.action') === 'ALLOW' && at(policy.object, 'spec.rules[*]').length === 0) {
        report(policy, { pointer: '/spec', message: `policy ${nameOf(policy)} has action ALLOW and no rules, so it admits every client`, fix: 'add rules for the clients to admit, or use action: DENY to admit none' });
      }
    }
  },
};
