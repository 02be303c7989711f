import type { StringMatch } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Why no browser sends an origin, and what to use. */
interface Problem { readonly why: string; readonly use: string }

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };
const quoted = (text: string): string => text.replace(/[.+?^$()[\]{}|\\]/g, '\\$&');

/** The problem of an origin that is compared as a whole. */
function exactProblem(origin: string): Problem | undefined {
  if (origin === '*' || origin === 'null') return undefined;
  if (/^\^|\$$|\\\./.test(origin)) return { why: 'is a regular expression, but exact values are compared as text', use: `regex: ${origin}` };
  if (origin.includes('*')) return { why: 'has an asterisk, which exact values match literally', use: `regex: ${(SCHEME.test(origin) ? '' : 'https://') + quoted(origin).replace(/\*/g, '[a-z0-9-]+')}` };
  if (!SCHEME.test(origin)) return { why: 'has no scheme', use: `exact: https://${origin.replace(/^\/+/, '')}` };
  const [scheme, rest] = origin.split('://');
  const host = rest.split('/')[0];
  if (rest !== host) return { why: `has ${rest === `${host}/` ? 'a trailing slash' : 'a path'}, and origins have none`, use: `exact: ${scheme}://${host}` };
  const port = DEFAULT_PORTS[scheme];
  if (port !== undefined && host.endsWith(`:${port}`)) return { why: `has the default port of ${scheme}, which browsers omit`, use: `exact: ${scheme}://${host.slice(0, -port.length - 1)}` };
  return host === host.toLowerCase() ? undefined : { why: 'has upper-case letters, and browsers send hosts in lower case', use: `exact: ${scheme}://${host.toLowerCase()}` };
}

/** The problem of an origin that is compared in part, or as an expression, or of any. */
function problemOf({ exact, prefix, regex }: StringMatch): Problem | undefined {
  if (exact !== undefined) return exactProblem(exact);
  if (prefix !== undefined) {
    if (prefix.includes('*')) return { why: 'has an asterisk, which prefixes match literally', use: 'regex: https://[a-z0-9-]+\\.example\\.com, with the intended domain' };
    return SCHEME.test(prefix) || /^[a-z][a-z0-9+-]*(:\/?)?$/.test(prefix) || prefix === '' ? undefined : { why: 'has no scheme', use: `prefix: https://${prefix}` };
  }
  // plain characters only: nothing in it matches the :// of an origin
  if (regex !== undefined && /^\^?[\w\\.-]+\$?$/.test(regex) && /\w\\?\.\w/.test(regex)) return { why: 'has no scheme, and the expression must match the whole origin', use: `regex: https://${regex.replace(/^\^/, '')}` };
  return undefined;
}

export const originForm: Check = {
  code: 'MESH282',
  title: 'CORS origin that no browser sends',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A browser sends `Origin: SCHEME://HOST`, with the port if it is not the default of the scheme, in lower case, and without a path or a trailing slash. An `exact` origin of any other form, or one with an asterisk, never matches, '
    + 'and a `regex` must match the whole origin: the response carries no CORS headers, and the browser blocks it.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.corsPolicy')) {
      vs.spec.http?.forEach((rule, i) => {
        const { allowOrigins = [], allowOrigin = [] } = rule.corsPolicy ?? {};
        const check = (origin: StringMatch, field: string, j: number) => {
          const problem = problemOf(origin);
          if (!problem) return;
          const value = origin.exact ?? origin.prefix ?? origin.regex;
          report(vs, {
            pointer: pointer('spec', 'http', i, 'corsPolicy', field, j),
            message: `origin '${value}' ${problem.why}: no browser sends such an origin, and browsers block the responses to the intended pages`,
            fix: `use { ${problem.use} }`,
          });
        };
        allowOrigins.forEach((origin, j) => check(origin, 'allowOrigins', j));
        allowOrigin.forEach((origin, j) => check({ exact: origin }, 'allowOrigin', j));
      });
    }
  },
};
