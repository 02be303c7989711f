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
  reads: (path) => /^spec\/workloadSelector\b/.test(path),
  explanation: 'A Sidecar without a selector is the namespace\'s default. If there are several, the oldest is used and the others are ignored.',
  run(world, report) {
    for (const [namespace, list] of defaults(world)) {
      if (list.length < 2 || ambientNamespace(world.namespace(namespace))) continue;
      for (const s of list) {
        const others = othersOf(list, s, label);
        report(s, {
          message: `${others.names} also ${others.count > 1 ? 'have' : 'has'} no selector: proxies of ${namespace} use only one of them (which one is undefined) and ignore the ${others.count > 1 ? 'others' : 'other'}`,
          fix: 'merge them into one, or add a workloadSelector to all but one',
          related: others.shown,
        });
      }
    }
  },
};
