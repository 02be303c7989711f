import { nameOf, securityItems } from './_facts';
import { rangeError, spiffeError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

/** Exact, `prefix*`, `*suffix`, or `*`. */
const patternError = (value: string): string | undefined => (value.slice(1, -1).includes('*') ? 'has an asterisk in the middle, which is not a wildcard' : undefined);
const principalError = (value: string): string | undefined => patternError(value) ?? (value.includes('*') ? undefined : spiffeError(value))
  ?? (value.startsWith('*') || value.startsWith('spiffe://') || (value.endsWith('*') && 'spiffe://'.startsWith(value.slice(0, -1))) ? undefined : 'does not begin with spiffe://, as every identity does');
const methodError = (value: string): string | undefined => (/^[A-Z]+$/.test(value) || value === '*' ? undefined : 'is not in upper case, as methods are');

const FORMS: readonly (readonly [string, string, (value: string) => string | undefined, string])[] = [
  ['spec.rules[*].sources[*].principals[*]', 'principal', principalError, 'use spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT'],
  ['spec.rules[*].sources[*].ipBlocks[*]', 'IP block', rangeError, 'use an address or a range, such as 10.0.0.0/8'],
  ['spec.rules[*].destinations[*].hosts[*]', 'host', patternError, 'use the whole host, or an asterisk at one end: *.example.com'],
  ['spec.rules[*].destinations[*].methods[*]', 'method', methodError, 'use upper case: GET'],
];

export const authorizationValues: Check = {
  code: 'MESH535',
  title: 'authorization policy value that matches no request',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'In a NetworkSecurityAuthorizationPolicy a principal is a whole SPIFFE ID (`spiffe://PROJECT.svc.id.goog/ns/NAMESPACE/sa/NAME`), unlike in Istio; methods are in upper case; hosts and principals may have an asterisk at one end only; IP blocks are addresses or ranges. '
    + 'Any other value matches no request: an ALLOW with it admits nobody, and a DENY with it denies nobody.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityAuthorizationPolicy')) {
      for (const [path, what, error, fix] of FORMS) {
        for (const { pointer, value } of at(policy.object, path)) {
          const why = typeof value === 'string' ? error(value) : undefined;
          if (why) report(policy, { pointer, message: `${what} '${textOf(value)}' ${why}: it matches no request, so it has no effect in the rule of ${nameOf(policy)}`, fix });
        }
      }
    }
  },
};
