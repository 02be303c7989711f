import { nameOf, serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const idleClientTls: Check = {
  code: 'MESH973',
  title: 'client TLS policy on an endpoint policy',
  aliases: ['G-TD13'],
  severity: Severity.WARNING,
  explanation: '`clientTlsPolicyRef` of an endpoint policy has no effect. Clients originate TLS as configured in the backend service: `securitySettings.clientTLSPolicyRef`.',
  runFleet(worlds, report) {
    for (const policy of serviceItems(worlds, 'NetworkServicesEndpointPolicy')) {
      if (at(policy.object, 'spec.clientTlsPolicyRef').length > 0) {
        report(policy, { pointer: '/spec/clientTlsPolicyRef', message: `clientTlsPolicyRef of ${nameOf(policy)} has no effect: it does not secure traffic to these endpoints`, fix: 'set securitySettings.clientTLSPolicyRef in the backend service instead' });
      }
    }
  },
};
