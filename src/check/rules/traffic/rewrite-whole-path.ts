import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The literal prefix of an expression. */
const literal = (regex: string): string => /^\^?((?:\\[./-]|[\w/.-])*)/.exec(regex)![1].replace(/\.$/, '');
/** Whether an expression matches paths of any length. */
const unbounded = (regex: string): boolean => /[*+]|\{\d+,\}/.test(regex.replace(/\\./g, '').replace(/\[[^\][]*\](?![*+{])/g, ''));
/** One file for all paths, as in single-page applications. */
const isFile = (path: string): boolean => /\.\w+$/.test(path);

export const rewriteWholePath: Check = {
  code: 'MESH312',
  title: 'rewrite that replaces every path matched by a regex',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`rewrite.uri` replaces the matched part of the path: the prefix for a `prefix` match, but the whole path for a `regex` match. After a regex match the service gets the same path for all requests. '
    + '`uriRegexRewrite` keeps parts of the path.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.rewrite.uri')) {
      vs.spec.http?.forEach((rule, i) => {
        const to = rule.rewrite?.uri;
        if (to === undefined || rule.rewrite?.uriRegexRewrite !== undefined || isFile(to)) return;
        const at = rule.match?.findIndex((m) => m.uri?.regex !== undefined && unbounded(m.uri.regex)) ?? -1;
        if (at < 0) return;
        const regex = rule.match![at].uri!.regex!;
        const example = regex.replace(/^\^|\$$/g, '').replace(/\.\*$/, '(.*)');
        report(vs, {
          pointer: pointer('spec', 'http', i, 'rewrite', 'uri'),
          message: `every path that ${regex} matches becomes ${to}, and what follows ${literal(regex) || 'the match'} is lost: the service gets the same path for all of them`,
          fix: `use uriRegexRewrite instead of uri, like { match: "^${example.endsWith('(.*)') ? example : `${example}(.*)`}$", rewrite: "${to.replace(/\/$/, '')}/\\1" } with the number of the group to keep`,
        });
      });
    }
  },
};
