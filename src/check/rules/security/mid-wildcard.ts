import { effect, over } from './_authorization-values';
import { isExpression } from './_regular-expressions';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const PATTERNED = new Set(['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths', 'principals', 'notPrincipals', 'requestPrincipals', 'notRequestPrincipals', 'namespaces', 'notNamespaces']);

export const midWildcard: Check = {
  code: 'MESH407',
  title: 'wildcard in the middle of a value',
  aliases: [],
  severity: Severity.WARNING,
  yieldsTo: ['MESH443'], // it gives the value that was meant
  explanation: 'Values of an AuthorizationPolicy may begin or end with `*`, or be `*`. Anywhere else it is a literal asterisk: `/api/*/items` matches only that path. For paths use the templates `{*}` (one segment) and `{**}` (any).',
  run: over((_, report, policy) => (field, value, at) => {
    if (!PATTERNED.has(field) || value === '*' || isExpression(value) || /\{\*\*?\}/.test(value)) return;
    // without the query the asterisk would be at the end, so the query is the mistake, which is reported
    const plain = /^(notP|p)aths$/.test(field) ? value.replace(/[?#].*$/s, '') : value;
    const inner = plain.startsWith('*') ? plain.slice(1) : plain.endsWith('*') ? plain.slice(0, -1) : plain;
    if (!inner.includes('*')) return;
    report(policy, {
      pointer: at,
      message: `'${value}' has an asterisk in the middle, which is matched literally: no request matches it, ${effect(policy, field)}`,
      fix: field === 'paths' || field === 'notPaths' ? `use "${value.replace(/\/\.\*/g, '/*').replace(/\*\*?/g, (s) => `{${s}}`)}"` : 'use * at the beginning or at the end only',
    });
  }),
};
