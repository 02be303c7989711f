import { nameOf, securityItems, serviceItems, target } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const principalsWithoutMtls: Check = {
  code: 'MESH537',
  title: 'policy by identity on endpoints without mutual TLS',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An identity is what the certificate of a client says. An EndpointPolicy that has an authorization policy with principals and no server TLS policy with `mtlsPolicy` (or one that lets plain text in) sees none: ALLOW refuses every request, DENY refuses nobody.',
  runFleet(worlds, report) {
    const policies = new Map(securityItems(worlds, 'NetworkSecurityAuthorizationPolicy').map((p) => [nameOf(p), p]));
    const tls = new Map(securityItems(worlds, 'NetworkSecurityServerTLSPolicy').map((p) => [nameOf(p), p]));
    for (const endpoint of serviceItems(worlds, 'NetworkServicesEndpointPolicy')) {
      const policy = policies.get(target(endpoint, at(endpoint.object, 'spec.authorizationPolicyRef')[0]?.value) ?? '');
      const principals = policy ? at(policy.object, 'spec.rules[*].sources[*].principals[*]').filter(({ value }) => value !== '*') : [];
      if (!policy || principals.length === 0) continue;
      const reference = at(endpoint.object, 'spec.serverTlsPolicyRef')[0]?.value;
      const server = reference === undefined ? undefined : tls.get(target(endpoint, reference) ?? '');
      if (reference !== undefined && (!server || at(server.object, 'spec.mtlsPolicy').length > 0)) continue;
      const denies = text(policy.object, 'spec.action') === 'DENY';
      report(endpoint, {
        pointer: reference === undefined ? '/spec/authorizationPolicyRef' : '/spec/serverTlsPolicyRef',
        message: `policy ${nameOf(policy)} names identities, and the endpoints of ${nameOf(endpoint)} ask clients for no certificate: ${denies ? 'nobody is refused by it' : 'everybody is refused'}`,
        fix: 'set serverTlsPolicyRef to a policy with mtlsPolicy, or remove the principals',
        related: [server ?? policy],
      });
    }
  },
};
