import type { Check } from '../engine/check';
import { push } from '../engine/collect';
import { label, type ItemOf } from '../engine/item';
import type { Pod } from '../engine/pods';
import { isEmpty, show } from '../engine/selector';
import { Severity } from '../finding';

type Telemetry = ItemOf<'Telemetry'>;

export const telemetryWithoutWorkload: Check = {
  code: 'MESH651',
  title: 'Telemetry that selects no pod',
  aliases: ['IST0101'],
  severity: Severity.ERROR,
  explanation: 'The selector of a Telemetry matches no pod of its namespace: it changes nothing.',
  run(world, report) {
    for (const t of world.all('Telemetry')) {
      const labels = t.spec.selector?.matchLabels;
      if (isEmpty(labels) || world.pods(labels, t.namespace).length) continue;
      const closed = world.closed(t.namespace);
      report(t, {
        pointer: '/spec/selector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${t.namespace}${closed ? '' : ' in what is checked here'} carries ${show(labels)}: this Telemetry changes nothing`,
        fix: 'correct the labels; they are those of pods, in the namespace of the Telemetry',
      });
    }
  },
};

export const conflictingTelemetries: Check = {
  code: 'MESH652',
  title: 'Telemetries that select the same pod',
  aliases: ['IST0159'],
  severity: Severity.ERROR,
  explanation: 'One pod can follow one Telemetry with a selector. Where several select it the oldest holds and the others are dropped.',
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
      for (const t of list) {
        const others = list.filter((o) => o !== t);
        const key = `${t.order} ${others.map((o) => o.order).join(' ')}`;
        if (reported.has(key)) continue;
        reported.add(key);
        report(t, {
          pointer: '/spec/selector',
          message: `${others.map(label).join(', ')} ${others.length > 1 ? 'select' : 'selects'} ${pod.item.kind} ${pod.namespace}/${pod.name} too: one of them holds, either may win, the other is ignored there`,
          fix: 'merge them, or let each pod be selected by one Telemetry',
          related: [...others, pod.item],
        });
      }
    }
  },
};

export const multipleDefaultTelemetries: Check = {
  code: 'MESH653',
  title: 'several Telemetries without a selector in a namespace',
  aliases: ['IST0160'],
  severity: Severity.ERROR,
  explanation: 'A Telemetry without a selector is the namespace\'s default. Where there are several the oldest holds and the others are dropped.',
  run(world, report) {
    const byNamespace = new Map<string, Telemetry[]>();
    for (const t of world.all('Telemetry')) {
      if (t.spec.selector) continue;
      push(byNamespace, t.namespace, t);
    }
    for (const [namespace, list] of byNamespace) {
      // attached to something of their own they are no default, though istioctl counts them
      const plain = list.filter((t) => !t.spec.targetRef && !t.spec.targetRefs?.length);
      if (plain.length < 2) continue;
      for (const t of plain) {
        const others = plain.filter((o) => o !== t);
        report(t, {
          message: `${others.map(label).join(', ')} ${others.length > 1 ? 'are' : 'is'} without a selector too: one of them holds in ${namespace}, either may win, the other is ignored`,
          fix: 'merge them, or give all but one a selector',
          related: others,
        });
      }
    }
  },
};
