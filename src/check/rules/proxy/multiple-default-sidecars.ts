import { defaults } from './_sidecar-selector';
import { label } from '../../../world/item';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';
import { ambientNamespace } from '../workload/_in-mesh';

export const multipleDefaultSidecars: Check = {
  code: 'MESH603',
  title: 'several Sidecars without a selector in a namespace',
  aliases: ['IST0111', 'KIA0002'],
  severity: Severity.ERROR,
  explanation: 'A Sidecar without a selector is the namespace\'s default. Where there are several the oldest holds and the others are dropped.',
  run(world, report) {
    for (const [namespace, list] of defaults(world)) {
      if (list.length < 2 || ambientNamespace(world.namespace(namespace))) continue;
      for (const s of list) {
        const others = othersOf(list, s, label);
        report(s, {
          message: `${others.names} ${others.count > 1 ? 'are' : 'is'} without a selector too: proxies of ${namespace} follow one of them, either may win, and ignore the other`,
          fix: 'merge them into one, or give all but one a workloadSelector',
          related: others.shown,
        });
      }
    }
  },
};
