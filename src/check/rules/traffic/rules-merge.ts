import { exported, ruleIndex } from './_rules';
import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Dr = ItemOf<'DestinationRule'>;

export const rulesMerge: Check = {
  code: 'MESH234',
  title: 'DestinationRules of one host that drop each other\'s settings',
  aliases: ['KIA0201'],
  severity: Severity.WARNING,
  explanation: 'DestinationRules of one namespace for one host are merged by age. If two subsets have the same name, or two rules set a traffic policy, the older one is kept and the newer one is silently dropped.',
  run(world, report) {
    const groups = new Map<string, Dr[]>();
    for (const [host, rules] of ruleIndex(world).entries()) {
      if (rules.length < 2) continue;
      for (const dr of rules) if (!dr.spec.workloadSelector) push(groups, `${dr.namespace} ${host} ${[...exported(world, dr)].sort().join(',')}`, dr);
    }
    for (const list of groups.values()) {
      if (list.length < 2) continue;
      const names = new Map<string, Dr[]>();
      for (const dr of list) for (const s of dr.spec.subsets ?? []) push(names, s.name ?? '', dr);
      const policies = list.filter((dr) => dr.spec.trafficPolicy);
      for (const dr of list) {
        const shared = (dr.spec.subsets ?? []).map((s) => s.name ?? '').filter((n) => names.get(n)!.length > 1);
        const rival = dr.spec.trafficPolicy !== undefined && policies.length > 1;
        if (!shared.length && !rival) continue;
        const others = othersOf(list, dr, label);
        const what = [...(rival ? ['a traffic policy'] : []), ...(shared.length ? [`subset ${shared.join(', ')}`] : [])].join(' and ');
        report(dr, {
          pointer: rival ? '/spec/trafficPolicy' : '/spec/subsets',
          message: `${others.names} also ${others.count > 1 ? 'define' : 'defines'} ${what} for ${dr.spec.host}: the older one is kept and the newer one is silently dropped, and restoring both from a backup may reverse that`,
          fix: `merge them into one DestinationRule for ${dr.spec.host}`,
          related: others.shown,
        });
      }
    }
  },
};
