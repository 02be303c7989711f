import { nameOf } from './_facts';
import { parts, set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const FORMS: readonly (readonly [string, string, readonly string[], boolean])[] = [
  ['spec.rules[*].matches[*]', 'path', ['fullPathMatch', 'prefixMatch', 'regexMatch'], false],
  ['spec.rules[*].matches[*].headers[*]', 'header', ['exactMatch', 'prefixMatch', 'regexMatch', 'presentMatch', 'suffixMatch', 'rangeMatch'], true],
  ['spec.rules[*].matches[*].queryParameters[*]', 'query parameter', ['exactMatch', 'regexMatch', 'presentMatch'], true],
];

export const exclusiveMatches: Check = {
  code: 'MESH525',
  title: 'match of an HTTPRoute that is said in two ways, or in none',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A path, a header and a query parameter are each matched in one way: exactly, by prefix, by expression, … Google refuses two of them in one match. Requests that may fit either are two matches. A path begins with a slash.',
  runFleet(worlds, report) {
    for (const [path, what, kinds, needed] of FORMS) {
      for (const { route, pointer, value } of parts(worlds, ['NetworkServicesHTTPRoute'], path)) {
        const said = set(value, kinds);
        if (said.length > 1) {
          report(route, { pointer: `${pointer}/${said[1]}`, message: `the ${what} is matched by ${said.join(' and ')}; Google refuses route ${nameOf(route)}`, fix: `keep one of ${said.join(', ')}; write a match of its own for each other one` });
        } else if (said.length === 0 && needed) {
          report(route, { pointer, message: `the match of a ${what} says no value; Google refuses route ${nameOf(route)}`, fix: `set one of ${kinds.join(', ')}` });
        }
        for (const field of ['fullPathMatch', 'prefixMatch'].filter((f) => said.includes(f) && what === 'path')) {
          const given = (value as Record<string, unknown>)[field];
          if (typeof given === 'string' && !given.startsWith('/')) {
            report(route, { pointer: `${pointer}/${field}`, message: `'${given}' does not begin with a slash, as every path does; Google refuses route ${nameOf(route)}`, fix: `write '/${given}'` });
          }
        }
      }
    }
  },
};
