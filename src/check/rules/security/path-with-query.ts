import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const pathWithQuery: Check = {
  code: 'MESH427',
  title: 'path with a query',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`paths` of an operation are compared with the path of a request up to the `?`. One with a query or a fragment matches no request: an ALLOW by it refuses everybody, a DENY lets everybody through.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      policy.spec.rules?.forEach((rule, i) => rule.to?.forEach((to, j) => {
        for (const field of ['paths', 'notPaths'] as const) {
          to.operation?.[field]?.forEach((path, k) => {
            const mark = /[?#]/.exec(path);
            if (!mark) return;
            const effect = field === 'notPaths' ? 'the exception holds for no request' : policy.spec.action === 'DENY' ? 'nothing is denied by it' : 'nobody is let in by it';
            report(policy, {
              pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field, k),
              message: `'${path}' holds a ${mark[0] === '?' ? 'query' : 'fragment'}, which is no part of the path: no request matches it, ${effect}`,
              fix: `write "${path.slice(0, mark.index) || '/'}"; a query can't be authorized by`,
            });
          });
        }
      }));
    }
  },
};
