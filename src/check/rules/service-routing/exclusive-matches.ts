import { nameOf } from './_facts';
import { parts, set } from './_rules-facts';
import { textOf } from '../../../grammar/json';
import { regExpError } from '../../../grammar/regexp';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const FORMS: readonly (readonly [string, string, readonly string[], boolean])[] = [
  ['spec.rules[*].matches[*]', 'path', ['fullPathMatch', 'prefixMatch', 'regexMatch'], false],
  ['spec.rules[*].matches[*].headers[*]', 'header', ['exactMatch', 'prefixMatch', 'regexMatch', 'presentMatch', 'suffixMatch', 'rangeMatch'], true],
  ['spec.rules[*].matches[*].queryParameters[*]', 'query parameter', ['exactMatch', 'regexMatch', 'presentMatch'], true],
];

export const exclusiveMatches: Check = {
  code: 'MESH525',
  title: 'HTTPRoute match with several match types, or none',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A path, a header and a query parameter each have one match type: exact, prefix, regex, … Google refuses two of them in one match. For alternatives use two matches. A path begins with a slash, and a regular expression has RE2 syntax.',
  runFleet(worlds, report) {
    for (const [path, what, kinds, needed] of FORMS) {
      for (const { route, pointer, value } of parts(worlds, ['NetworkServicesHTTPRoute'], path)) {
        const setKinds = set(value, kinds);
        if (setKinds.length > 1) {
          report(route, { pointer: `${pointer}/${setKinds[1]}`, message: `the ${what} is matched by ${setKinds.join(' and ')}; Google refuses route ${nameOf(route)}`, fix: `keep one of ${setKinds.join(', ')}; add a separate match for each other one` });
        } else if (setKinds.length === 0 && needed) {
          report(route, { pointer, message: `the match of a ${what} has no value; Google refuses route ${nameOf(route)}`, fix: `set one of ${kinds.join(', ')}` });
        }
        const pattern = (value as { readonly regexMatch?: unknown }).regexMatch;
        const error = typeof pattern === 'string' ? regExpError(pattern) : undefined;
        if (error !== undefined) {
          report(route, { pointer: `${pointer}/regexMatch`, message: `'${textOf(pattern)}' is not a regular expression in RE2 syntax (${error}); Google refuses route ${nameOf(route)}`, fix: 'correct the expression; RE2 has no lookaround and no backreferences' });
        }
        for (const field of ['fullPathMatch', 'prefixMatch'].filter((f) => setKinds.includes(f) && what === 'path')) {
          const given = (value as Record<string, unknown>)[field];
          if (typeof given === 'string' && !given.startsWith('/')) {
            report(route, { pointer: `${pointer}/${field}`, message: `'${given}' does not begin with a slash, as every path does; Google refuses route ${nameOf(route)}`, fix: `use '/${given}'` });
          }
        }
      }
    }
  },
};
