import { nameOf, serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const idleClientTls: Check = {
  code: 'MESH973',
  title: 'client TLS policy of an endpoint policy',
  aliases: ['G-TD13'],
  severity: Severity.WARNING,
  explanation: '`clientTlsPolicyRef` of an endpoint policy does nothing. Clients open TLS as the backend service says: `securitySettings.clientTLSPolicyRef`.',
  runFleet(worlds, report) {
    for (const policy of serviceItems(worlds, 'NetworkServicesEndpointPolicy')) {
      if (at(policy.object, 'spec.clientTlsPolicyRef').length > 0) {
        report(policy, { pointer: '/spec/clientTlsPolicyRef', message: `clientTlsPolicyRef of ${nameOf(policy)} does nothing: traffic to these endpoints is no safer for it`, fix: 'set securitySettings.clientTLSPolicyRef of the backend service instead' });
      }
    }
  },
};
