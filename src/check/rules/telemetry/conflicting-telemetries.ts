import { type Telemetry } from './_selector';
import { label } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

export const conflictingTelemetries: Check = {
  code: 'MESH652',
  title: 'Telemetries that select the same pod',
  aliases: ['IST0159'],
  severity: Severity.ERROR,
  explanation: 'A pod uses only one Telemetry with a selector. If several select it, the oldest is used and the others are ignored.',
  run(world, report) {
    const byPod = new Map<Pod, Telemetry[]>();
    for (const t of world.all('Telemetry')) {
      const labels = t.spec.selector?.matchLabels;
      if (isEmpty(labels)) continue;
      for (const pod of world.pods(labels, t.namespace)) {
        const list = byPod.get(pod);
        if (list) list.push(t); else byPod.set(pod, [t]);
      }
    }
    const reported = new Set<string>();
    for (const [pod, list] of byPod) {
      if (list.length < 2) continue;
      const key = list.map((o) => o.order).join(' ');
      if (reported.has(key)) continue;
      reported.add(key);
      for (const t of list) {
        const others = othersOf(list, t, label);
        report(t, {
          pointer: '/spec/selector',
          message: `${others.names} ${others.count > 1 ? 'select' : 'selects'} ${pod.item.kind} ${pod.namespace}/${pod.name} as well: only one of them is used there (which one is undefined), and the ${others.count > 1 ? 'others are' : 'other is'} ignored`,
          fix: 'merge them into one, or change the selectors so that only one Telemetry selects each pod',
          related: [...others.shown, pod.item],
        });
      }
    }
  },
};
