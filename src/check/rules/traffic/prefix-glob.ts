import { istioIngressPaths } from './_ingress';
import { trimEnd } from '../../../grammar/trim';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The part of a literal that looks like a pattern. */
const pattern = (text: string): string | undefined => (/[*[(\\$^]/.test(text) ? /\*|\[[^\][]*\]|\([^()]*\)|\\[dwsb.]|\$$|^\^/.exec(text)?.[0] : undefined);

export const prefixGlob: Check = {
  code: 'MESH220',
  title: 'wildcard in a value that is matched literally',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`prefix` and `exact` compare characters. `*` in them matches an asterisk, not anything: `/api/*` matches a path that begins with `/api/*`, which no client sends.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      vs.spec.http?.forEach((r, i) => r.match?.forEach((m, j) => {
        for (const field of ['uri', 'authority', 'method', 'scheme'] as const) {
          for (const how of ['prefix', 'exact'] as const) {
            const value = m[field]?.[how];
            const sign = value === undefined ? undefined : pattern(value);
            if (sign === undefined) continue;
            report(vs, {
              pointer: pointer('spec', 'http', i, 'match', j, field, how),
              message: `${field}.${how} '${value}' is matched literally, including ${sign}: no request matches, and the route is never used`,
              fix: how === 'prefix' && value!.endsWith('*') ? `use prefix: ${trimEnd(value!, '*')}` : 'use regex, or a value without the pattern',
            });
          }
        }
      }));
    }
    for (const { ingress, at, path, type } of istioIngressPaths(world)) {
      // without a type, a path may end in `/*` or `.*`
      if (!(type === 'ImplementationSpecific' ? path.replace(/[/.]\*$/, '') : path).includes('*')) continue;
      report(ingress, {
        pointer: at,
        message: `path '${path}' of pathType ${type} is matched literally, including *: no request matches, and the rule is never used`,
        fix: type === 'ImplementationSpecific' ? 'use a path without the pattern' : `use path: ${trimEnd(trimEnd(path, '*'), '/') || '/'} with pathType: Prefix`,
      });
    }
    for (const key of ['HTTPRoute', 'GRPCRoute'] as const) {
      for (const route of world.all(key)) {
        route.spec.rules?.forEach((r, i) => r.matches?.forEach((m, j) => {
          const { type = 'PathPrefix', value } = m.path ?? {};
          if (value === undefined || type === 'RegularExpression' || pattern(value) === undefined) return;
          report(route, {
            pointer: pointer('spec', 'rules', i, 'matches', j, 'path', 'value'),
            message: `path '${value}' of type ${type} is matched literally: no request matches, and the rule is never used`,
            fix: 'use type RegularExpression, or a path without the pattern',
          });
        }));
      }
    }
  },
};
