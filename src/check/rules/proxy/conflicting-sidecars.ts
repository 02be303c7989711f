import { redirected, selections } from './_sidecar-selector';
import { label } from '../../../world/item';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

export const conflictingSidecars: Check = {
  code: 'MESH602',
  title: 'Sidecars that select the same pod',
  aliases: ['IST0110', 'KIA0003'],
  severity: Severity.ERROR,
  explanation: 'A proxy uses only one Sidecar. If several select it, the oldest is used and the others are ignored.',
  run(world, report) {
    const reported = new Set<string>();
    for (const [pod, list] of selections(world)) {
      if (list.length < 2 || redirected(pod)) continue;
      const key = list.map((o) => o.order).join(' ');
      if (reported.has(key)) continue;
      reported.add(key);
      for (const s of list) {
        const others = othersOf(list, s, label);
        report(s, {
          pointer: '/spec/workloadSelector',
          message: `${others.names} ${others.count > 1 ? 'select' : 'selects'} ${pod.item.kind} ${pod.namespace}/${pod.name} as well: its proxy uses only one of them (which one is undefined) and ignores the ${others.count > 1 ? 'others' : 'other'}`,
          fix: 'change the selectors so that only one Sidecar selects each pod',
          related: [...others.shown, pod.item],
        });
      }
    }
  },
};
