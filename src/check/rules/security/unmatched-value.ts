import { effect, over } from './_authorization-values';
import { normalization } from './_path-normalization';
import { unmappedRange } from '../../../grammar/ip';
import { unmatchedHost, unmatchedPath, type Unmatched } from '../../../grammar/unmatched';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Form = (value: string, world: World) => Unmatched | undefined;

const path: Form = (value, world) => {
  // with a query the path is wrong anyhow, which is reported; without normalization a client may send any spelling
  if (/[?#]/.test(value) || normalization(world).value === 'NONE') return undefined;
  return unmatchedPath(value);
};

const range: Form = (value) => {
  const use = unmappedRange(value);
  return use === undefined ? undefined : { why: 'is the IPv6 form of IPv4 addresses, which proxies see in their IPv4 form', use };
};

/** What a request never has, by the field of a rule without its `not`, or the key of a condition. */
const FORMS: Readonly<Record<string, Form>> = {
  'hosts': unmatchedHost,
  'paths': path,
  'ipBlocks': range,
  'connection.sni': unmatchedHost,
  'request.headers[host]': unmatchedHost,
  'request.headers[:authority]': unmatchedHost,
  'source.ip': range,
  'destination.ip': range,
};

const NEGATED: Readonly<Record<string, string>> = { notHosts: 'hosts', notPaths: 'paths', notIpBlocks: 'ipBlocks' };

export const unmatchedValue: Check = {
  code: 'MESH443',
  title: 'host, path or address in a form that no request has',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'An AuthorizationPolicy compares hosts as clients send them: in ASCII (`xn--bcher-kva.example`), without a scheme or path. It compares paths after the proxy has normalized them: dot segments are resolved, backslashes '
    + 'become slashes, and escapes of letters, digits, `-`, `.`, `_` and `~` are decoded. It compares IPv4 peers by their IPv4 addresses, not by `::ffff:10.0.0.1`. A value of a different form matches nothing: a DENY with it denies no request.',
  run: over((world, report, policy) => (field, value, at, _, key) => {
    const wrong = FORMS[key ?? NEGATED[field] ?? field]?.(value, world);
    if (!wrong) return;
    report(policy, {
      pointer: at,
      message: `'${value}' ${wrong.why}: no request matches it, ${effect(policy, field)}`,
      fix: wrong.use === undefined ? 'use a host in ASCII, such as "shop.example.com", or in punycode for an international name' : `use "${wrong.use}"`,
    });
  }),
};
