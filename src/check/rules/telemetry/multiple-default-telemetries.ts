import { type Telemetry } from './_selector';
import { push } from '../../../world/collect';
import { label } from '../../../world/item';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

export const multipleDefaultTelemetries: Check = {
  code: 'MESH653',
  title: 'several Telemetries without a selector in a namespace',
  aliases: ['IST0160'],
  severity: Severity.ERROR,
  explanation: 'A Telemetry without a selector is the namespace\'s default. If there are several, the oldest is used and the others are ignored.',
  run(world, report) {
    const byNamespace = new Map<string, Telemetry[]>();
    for (const t of world.all('Telemetry')) {
      if (t.spec.selector) continue;
      push(byNamespace, t.namespace, t);
    }
    for (const [namespace, list] of byNamespace) {
      // those attached to something specific are not defaults, though istioctl counts them
      const plain = list.filter((t) => !t.spec.targetRef && !t.spec.targetRefs?.length);
      if (plain.length < 2) continue;
      for (const t of plain) {
        const others = othersOf(plain, t, label);
        report(t, {
          message: `${others.names} also ${others.count > 1 ? 'have' : 'has'} no selector: only one of them is used in ${namespace} (which one is undefined), and the ${others.count > 1 ? 'others are' : 'other is'} ignored`,
          fix: 'merge them into one, or add a selector to all but one',
          related: others.shown,
        });
      }
    }
  },
};
