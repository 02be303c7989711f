import { nameOf, securityItems, serviceItems, target } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const isPort = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= 65535;

/** Whether a rule applies to a port of an endpoint policy; also if either names no valid port. */
function isAbout(rule: unknown, endpoint: Item): boolean {
  const selected = new Set(at(endpoint.object, 'spec.trafficPortSelector.ports[*]').map(({ value }) => Number(value)).filter(isPort));
  const destinations = at(rule, 'destinations[*]').map(({ value }) => at(value, 'ports[*]').map((p) => Number(p.value)).filter(isPort));
  return selected.size === 0 || destinations.length === 0 || destinations.some((ports) => ports.length === 0 || ports.some((p) => selected.has(p)));
}

export const principalsWithoutMtls: Check = {
  code: 'MESH537',
  title: 'policy by identity on endpoints without mutual TLS',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An identity comes from the certificate of a client. An EndpointPolicy whose authorization policy has principals, but which has no server TLS policy with `mtlsPolicy` (or one that admits plaintext), sees no identity: ALLOW refuses every request, and DENY denies none.',
  runFleet(worlds, report) {
    const policies = new Map(securityItems(worlds, 'NetworkSecurityAuthorizationPolicy').map((p) => [nameOf(p), p]));
    const tls = new Map(securityItems(worlds, 'NetworkSecurityServerTLSPolicy').map((p) => [nameOf(p), p]));
    for (const endpoint of serviceItems(worlds, 'NetworkServicesEndpointPolicy')) {
      const policy = policies.get(target(endpoint, at(endpoint.object, 'spec.authorizationPolicyRef')[0]?.value) ?? '');
      const rules = policy ? at(policy.object, 'spec.rules[*]').filter(({ value }) => isAbout(value, endpoint)) : [];
      const principals = rules.flatMap(({ value }) => at(value, 'sources[*].principals[*]')).filter(({ value }) => value !== '*');
      if (!policy || principals.length === 0) continue;
      const reference = at(endpoint.object, 'spec.serverTlsPolicyRef')[0]?.value;
      const server = reference === undefined ? undefined : tls.get(target(endpoint, reference) ?? '');
      if (reference !== undefined && (!server || at(server.object, 'spec.mtlsPolicy').length > 0)) continue;
      const denies = text(policy.object, 'spec.action') === 'DENY';
      report(endpoint, {
        pointer: reference === undefined ? '/spec/authorizationPolicyRef' : '/spec/serverTlsPolicyRef',
        message: `policy ${nameOf(policy)} has principals, but the endpoints of ${nameOf(endpoint)} don't require client certificates: ${denies ? 'it denies nobody' : 'everybody is refused'}`,
        fix: 'set serverTlsPolicyRef to a policy with mtlsPolicy, or remove the principals',
        related: [server ?? policy],
      });
    }
  },
};
