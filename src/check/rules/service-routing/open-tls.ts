import { nameOf, securityItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const openTls: Check = {
  code: 'MESH974',
  title: 'plain text beside TLS without client certificates',
  aliases: ['G-TD14'],
  severity: Severity.ERROR,
  explanation: '`allowOpen` lets plain text in beside mutual TLS. Beside TLS of the server alone Google does not support it.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityServerTLSPolicy')) {
      const open = at(policy.object, 'spec.allowOpen')[0]?.value === true;
      if (open && at(policy.object, 'spec.serverCertificate').length > 0 && at(policy.object, 'spec.mtlsPolicy').length === 0) {
        report(policy, { pointer: '/spec/allowOpen', message: `plain text can't be let in beside TLS without client certificates; Google refuses ${nameOf(policy)}`, fix: 'add mtlsPolicy, or remove allowOpen' });
      }
    }
  },
};
