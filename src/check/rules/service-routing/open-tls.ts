import { nameOf, securityItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const openTls: Check = {
  code: 'MESH974',
  title: 'plaintext combined with TLS without client certificates',
  aliases: ['G-TD14'],
  severity: Severity.ERROR,
  explanation: '`allowOpen` admits plaintext in addition to mutual TLS. Google does not support it with server-only TLS.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityServerTLSPolicy')) {
      const open = at(policy.object, 'spec.allowOpen')[0]?.value === true;
      if (open && at(policy.object, 'spec.serverCertificate').length > 0 && at(policy.object, 'spec.mtlsPolicy').length === 0) {
        report(policy, { pointer: '/spec/allowOpen', message: `plaintext can't be admitted together with TLS without client certificates; Google refuses ${nameOf(policy)}`, fix: 'add mtlsPolicy, or remove allowOpen' });
      }
    }
  },
};
