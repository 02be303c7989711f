import { matchesOf } from './_matches';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const rewriteSlash: Check = {
  code: 'MESH221',
  title: 'rewrite that doubles or drops a slash',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A rewrite replaces the characters of the matched prefix and nothing else. Prefix `/foo` rewritten to `/` turns `/foo/bar` into `//bar`; prefix `/foo/` rewritten to `/v2` turns it into `/v2bar`. A rule without a path match has the prefix `/`.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.rewrite.uri')) {
      vs.spec.http?.forEach((r, i) => {
        const to = r.rewrite?.uri;
        if (to === undefined || r.rewrite?.uriRegexRewrite !== undefined) return;
        // matching both forms of the prefix, with `/foo/` first, avoids the problem
        // a rule without a path condition has the prefix `/`
        const prefixes = new Set(matchesOf(r).map((m) => (m.uri ? m.uri.prefix : '/')));
        const implied = !prefixes.has('/') || matchesOf(r).some((m) => !m.uri);
        for (const prefix of prefixes) {
          if (!prefix) continue;
          const doubled = !prefix.endsWith('/') && to.endsWith('/') && !prefixes.has(`${prefix}/`);
          const missing = prefix.endsWith('/') && !to.endsWith('/');
          if (!doubled && !missing) continue;
          const example = `${prefix}${doubled ? '/' : ''}bar`;
          report(vs, {
            pointer: pointer('spec', 'http', i, 'rewrite', 'uri'),
            message: `${example} becomes ${to}${example.slice(prefix.length)}${prefix === '/' && implied ? ', because a rule without a path match has the prefix /' : ''}: most servers answer that with a 404 or a redirect`,
            fix: doubled ? `match ${prefix}/ as well, before ${prefix}, or use uriRegexRewrite` : `use rewrite: { uri: ${to}/ }`,
          });
        }
      });
    }
  },
};
