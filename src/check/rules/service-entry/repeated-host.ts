import { push } from '../../../world/collect';
import { fullName, type ItemOf } from '../../../world/item';
import { scopes } from '../../../world/services';
import type { Check } from '../../engine/check';
import { firstOf } from '../../engine/others';
import { Severity } from '../../finding';

type Se = ItemOf<'ServiceEntry'>;

export const repeatedEntry: Check = {
  code: 'MESH263',
  title: 'host and port in several ServiceEntries',
  aliases: ['KIA1211'],
  severity: Severity.WARNING,
  explanation: 'Several ServiceEntries that are visible to the same clients define the same host and port. If they are in different namespaces, clients use one of them, usually the older, and never use the endpoints, addresses and TLS settings of the other. '
    + 'If they are in the same namespace, their endpoints are merged, which may be intended.',
  run(world, report) {
    const byPort = new Map<string, { se: Se; at: number; scopes: readonly string[] }[]>();
    for (const se of world.all('ServiceEntry')) {
      const seen = scopes(se.spec.exportTo, se.namespace);
      for (const host of new Set(se.spec.hosts ?? [])) se.spec.ports?.forEach((p, at) => push(byPort, `${host}:${p.number ?? 0} ${(p.protocol ?? '').toUpperCase()}`, { se, at, scopes: seen }));
    }
    const reported = new Set<Se>();
    for (const [key, list] of byPort) {
      if (list.length < 2) continue;
      // a namespace's own entries and those exported to all overlap
      const groups = new Map<string, typeof list>();
      for (const use of list) for (const scope of use.scopes) push(groups, scope, use);
      const everybody = groups.get('*') ?? [];
      for (const [scope, own] of groups) {
        const all = scope === '*' ? own : [...own, ...everybody];
        const entries = new Set(all.map((u) => u.se));
        if (entries.size < 2) continue;
        for (const { se, at } of own) {
          if (reported.has(se)) continue;
          reported.add(se);
          const others = [...entries].filter((o) => o !== se);
          const elsewhere = others.some((o) => o.namespace !== se.namespace);
          report(se, {
            pointer: `/spec/ports/${at}`,
            severity: elsewhere ? Severity.WARNING : Severity.INFO,
            message: `${key.split(' ')[0]} is defined by ${firstOf(others.slice(0, 3).map(fullName), 3, others.length)} as well: `
              + (elsewhere ? 'clients that see both use one of them and ignore the other' : 'clients get the endpoints of all of them'),
            fix: 'keep one of them, or export them to different namespaces',
            related: others.slice(0, 3),
          });
        }
      }
    }
  },
};
