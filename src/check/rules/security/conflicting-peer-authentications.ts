import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Pa = ItemOf<'PeerAuthentication'>;

export const conflictingPeerAuthentications: Check = {
  code: 'MESH414',
  title: 'PeerAuthentications for the same pods',
  aliases: ['KIA0002', 'KIA0003'],
  severity: Severity.ERROR,
  explanation: 'Of several PeerAuthentications without a selector in a namespace, or several that select one pod, the oldest is used and the others are ignored: STRICT may become PERMISSIVE after a restore.',
  run(world, report) {
    const groups = new Map<string, Pa[]>();
    for (const pa of world.all('PeerAuthentication')) {
      const labels = pa.spec.selector?.matchLabels;
      if (isEmpty(labels)) push(groups, `namespace ${pa.namespace}`, pa);
      else for (const pod of world.pods(labels, pa.namespace)) push(groups, `${pod.item.kind} ${pod.namespace}/${pod.name}`, pa);
    }
    const reported = new Set<Pa>();
    for (const [where, list] of groups) {
      if (list.length < 2) continue;
      for (const pa of list) {
        if (reported.has(pa)) continue;
        reported.add(pa);
        const others = othersOf(list, pa, label);
        const wide = where.startsWith('namespace ');
        report(pa, {
          pointer: '/spec',
          aliases: [wide ? 'KIA0002' : 'KIA0003'],
          message: `${others.names} ${others.count > 1 ? 'apply' : 'applies'} to ${where} as well: the oldest is used and the others are ignored, and after a restore another may be the oldest`,
          fix: wide ? 'keep one, or add a selector to the others' : 'change the selectors so that only one PeerAuthentication selects each pod',
          related: others.shown,
        });
      }
    }
  },
};
