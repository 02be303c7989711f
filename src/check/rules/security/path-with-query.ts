import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const pathWithQuery: Check = {
  code: 'MESH427',
  title: 'path with a query string',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`paths` of an operation are compared with the path of a request up to the `?`. One with a query string or a fragment matches no request: an ALLOW with it refuses every request, a DENY denies none.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      policy.spec.rules?.forEach((rule, i) => rule.to?.forEach((to, j) => {
        for (const field of ['paths', 'notPaths'] as const) {
          to.operation?.[field]?.forEach((path, k) => {
            const mark = /[?#]/.exec(path);
            if (!mark) return;
            const effect = field === 'notPaths' ? 'the exception applies to no request' : policy.spec.action === 'DENY' ? 'it denies no request' : 'it admits no request';
            report(policy, {
              pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field, k),
              message: `'${path}' contains a ${mark[0] === '?' ? 'query string' : 'fragment'}, which is not part of the path: no request matches it, ${effect}`,
              fix: `use "${path.slice(0, mark.index) || '/'}"; authorization by query string is not supported`,
            });
          });
        }
      }));
    }
  },
};
