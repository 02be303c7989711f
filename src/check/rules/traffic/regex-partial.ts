import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Headers with composite values: the whole value is never known in advance. */
const COMPOSITE = new Set(['accept', 'accept-encoding', 'accept-language', 'authorization', 'cookie', 'referer', 'user-agent', 'x-forwarded-for']);

/** Why a path regex seems to be written as a search, although it must match the whole path; undefined if it may be intended. */
function partialPath(regex: string): string | undefined {
  // anchored at the start and open at the end
  if (/^\^/.test(regex) && !/(\$|[*+}]\)*\??|\.\*\)?)$/.test(regex)) return 'a longer path that begins like this matches another route, or gets a 404';
  if (/^[A-Za-z0-9]/.test(regex) && !regex.includes('|')) return 'every path begins with a slash, so none matches';
  if (/^\/[\w/-]*$/.test(regex)) return `it contains no pattern, so only the path ${regex} matches`;
  // an API version is followed by the resource
  if (/\/v(\[[^\][]*\]|\\d)\+?\/?$/.test(regex)) return 'nothing below the API version matches';
  return undefined;
}

export const regexPartial: Check = {
  code: 'MESH228',
  title: 'regular expression that must match the whole value',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Envoy matches the whole value against a regular expression. One like `^/api/v[0-9]` matches `/api/v1`, and nothing below it; `Mobile` matches only a `user-agent` that is exactly this word, which no browser sends.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.uri.regex', 'http.match.headers')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        const regex = m.uri?.regex;
        const why = regex ? partialPath(regex) : undefined;
        if (why) {
          report(vs, {
            pointer: pointer('spec', 'http', i, 'match', j, 'uri', 'regex'),
            message: `uri.regex '${regex}' must match the whole path: ${why}`,
            fix: `use '${regex!.startsWith('/') || regex!.startsWith('^') ? '' : '.*'}${regex}.*' if anything may follow, or end it with $`,
          });
        }
        for (const name in m.headers) {
          const value = m.headers[name].regex;
          if (!value || !COMPOSITE.has(name.toLowerCase()) || /\.[*+]|\[\^[^\][]*\][*+]|\\[SW][*+]/.test(value)) continue;
          report(vs, {
            pointer: pointer('spec', 'http', i, 'match', j, 'headers', name, 'regex'),
            message: `regex '${value}' must match the whole of ${name}, which is longer than that: the match never applies`,
            fix: `use '.*${value}.*'`,
          });
        }
      }));
    }
  },
};
