import type { StringMatch } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];
const isLower = (word: string): boolean => !METHODS.includes(word) && METHODS.includes(word.toUpperCase());

/** The words of an expression that is a list of alternatives, like `^(get|post)$`. */
const alternatives = (expression: string): readonly string[] => expression.replace(/^\^/, '').replace(/\$$/, '').replace(/^\((?:\?:)?/, '').replace(/\)$/, '').split('|');

/** Why no request has a method, and the match to use. */
function problemOf(match: StringMatch): { readonly why: string; readonly use: string } | undefined {
  const { exact, prefix, regex } = match;
  if (exact !== undefined) {
    if (exact === '*' || exact === '.*') return { why: 'is compared as text', use: 'no method, which matches every method' };
    if (exact.includes('|') && alternatives(exact).some((w) => METHODS.includes(w.toUpperCase()))) return { why: 'is a regular expression, but exact values are compared as text', use: `{ regex: "${exact.toUpperCase()}" }` };
    return isLower(exact) ? { why: 'is not in upper case', use: `{ exact: ${exact.toUpperCase()} }` } : undefined;
  }
  if (prefix !== undefined) {
    const upper = prefix.toUpperCase();
    return prefix !== upper && METHODS.some((m) => m.startsWith(upper)) ? { why: 'is not in upper case', use: `{ prefix: ${upper} }` } : undefined;
  }
  if (regex === undefined || regex.startsWith('(?i)')) return undefined;
  const words = alternatives(regex);
  const lower = words.find(isLower);
  // written in both cases on purpose
  if (lower === undefined || words.includes(lower.toUpperCase())) return undefined;
  return { why: `has ${lower}, which is not in upper case`, use: `{ regex: "${regex.toUpperCase()}" }` };
}

export const methodCase: Check = {
  code: 'MESH283',
  title: 'HTTP method of a VirtualService that no request has',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Clients send methods in upper case, and Envoy compares them case-sensitively: a match for the method `get`, or for the exact value `GET|POST`, never applies, and the requests take another rule or get a 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.method')) {
      vs.spec.http?.forEach((rule, i) => {
        rule.match?.forEach(({ method }, j) => {
          const problem = method && problemOf(method);
          if (!problem) return;
          report(vs, {
            pointer: pointer('spec', 'http', i, 'match', j, 'method'),
            message: `method '${method.exact ?? method.prefix ?? method.regex}' ${problem.why}: clients send methods in upper case, so no request matches it`,
            fix: `use ${problem.use}`,
          });
        });
      });
    }
  },
};
