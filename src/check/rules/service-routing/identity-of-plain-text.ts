import { nameOf, securityItems, serviceItems, targets } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** Whether a rule is about a port that an endpoint policy is for; where either says none, it is about all. */
function isAbout(rule: unknown, endpoint: Item): boolean {
  const selected = new Set(at(endpoint.object, 'spec.trafficPortSelector.ports[*]').map(({ value }) => String(value)));
  const destinations = at(rule, 'destinations[*]').map(({ value }) => at(value, 'ports[*]').map((p) => String(p.value)));
  return selected.size === 0 || destinations.length === 0 || destinations.some((ports) => ports.length === 0 || ports.some((p) => selected.has(p)));
}

export const identityOfPlainText: Check = {
  code: 'MESH573',
  title: 'identities of clients that show none',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Principals of an authorization policy of Traffic Director come from the certificates of clients. An endpoint policy without a server TLS policy takes plain text: no client has an identity, so an ALLOW by principals refuses everybody, and a DENY nobody.',
  runFleet(worlds, report) {
    const endpoints = serviceItems(worlds, 'NetworkServicesEndpointPolicy');
    for (const policy of securityItems(worlds, 'NetworkSecurityAuthorizationPolicy')) {
      const open = endpoints.filter((e) => targets(e, 'spec.authorizationPolicyRef').has(nameOf(policy)) && at(e.object, 'spec.serverTlsPolicyRef').length === 0);
      const found = open.flatMap((plain) => at(policy.object, 'spec.rules[*]').filter(({ value }) => isAbout(value, plain))
        .flatMap((rule) => at(rule.value, 'sources[*].principals[*]').map(({ pointer, value }) => ({ plain, pointer: `${rule.pointer}${pointer}`, value }))));
      if (found.length === 0) continue;
      const [{ plain, ...principal }] = found;
      const deny = text(policy.object, 'spec.action') === 'DENY';
      report(policy, {
        pointer: principal.pointer,
        message: `endpoint policy ${plain.name} takes plain text, so its clients have no identity: principal ${String(principal.value)} matches nobody, ${deny ? 'and nobody is denied by it' : 'and everybody who is known by it is refused'}`,
        fix: 'give the endpoint policy a serverTlsPolicyRef, or authorize by ipBlocks',
        related: [plain],
      });
    }
  },
};
