import { fullName, type ItemOf } from '../../../world/item';
import { scopes } from '../../../world/services';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Se = ItemOf<'ServiceEntry'>;

export const conflictingProtocol: Check = {
  code: 'MESH242',
  title: 'ServiceEntries that disagree on the protocol of a host and port',
  aliases: ['IST0177', 'KIA1212'],
  severity: Severity.WARNING,
  explanation: 'Several ServiceEntries, visible to the same namespaces, give one port of one host different protocols. The proxy uses one of them, '
    + 'and it is undefined which one: requests may work or fail.',
  run(world, report) {
    const index = new Map<string, Map<string, { se: Se; protocol: string; index: number }[]>>();
    for (const se of world.all('ServiceEntry')) {
      for (const scope of scopes(se.spec.exportTo, se.namespace)) {
        let hosts = index.get(scope);
        if (!hosts) index.set(scope, hosts = new Map());
        for (const host of se.spec.hosts ?? []) {
          se.spec.ports?.forEach((p, i) => {
            const key = `${host}:${p.number ?? 0}`;
            const list = hosts.get(key) ?? [];
            list.push({ se, protocol: (p.protocol ?? '').toUpperCase(), index: i });
            hosts.set(key, list);
          });
        }
      }
    }
    const reported = new Set<Se>();
    for (const [scope, hosts] of index) {
      for (const [key, own] of hosts) {
        const all = scope === '*' ? own : [...own, ...index.get('*')?.get(key) ?? []];
        const protocols = [...new Set(all.map((e) => e.protocol))].sort();
        if (protocols.length < 2) continue;
        const entries = [...new Set(all.map((e) => e.se))];
        for (const e of all) {
          if (reported.has(e.se)) continue;
          reported.add(e.se);
          const others = othersOf(entries, e.se, fullName);
          report(e.se, {
            pointer: `/spec/ports/${e.index}/protocol`,
            message: `${key} is declared ${protocols.map((p) => p || 'without a protocol').join(' and ')}${others.count ? ` here and in ${others.names}` : ''}: the proxy uses one of them (which one is undefined)`,
            fix: 'use the same protocol for the port everywhere, or export the entries to different namespaces',
            related: others.shown,
          });
        }
      }
    }
  },
};
