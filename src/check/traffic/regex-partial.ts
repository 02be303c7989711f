import { pointer, type Check } from '../engine/check';
import { Severity } from '../finding';

/** Anchored at the front and open at the end: written for a search, while the whole value must match. */
const partial = (regex: string): boolean => /^\^/.test(regex) && !/(\$|[*+}]\)*\??|\.\*\)?)$/.test(regex);

export const regexPartial: Check = {
  code: 'MESH228',
  title: 'regular expression that must match the whole value',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Envoy matches the whole value against a regular expression. One like `^/api/v[0-9]` matches `/api/v1`, and nothing below it.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        const regex = m.uri?.regex;
        if (!regex || !partial(regex)) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'match', j, 'uri', 'regex'),
          message: `uri.regex "${regex}" must match the whole path: a path that merely begins so goes to another route, or gets 404`,
          fix: `write "${regex}.*" if anything may follow, or end it with $`,
        });
      }));
    }
  },
};
