import { push } from '../../../world/collect';
import { isEmpty, matches, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const orphanWorkload: Check = {
  code: 'MESH249',
  title: 'WorkloadEntry that no service selects',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A WorkloadEntry becomes an endpoint of the Services and ServiceEntries of its namespace whose selector its labels match. Where there is none, nothing is ever sent to it.',
  run(world, report) {
    const byNamespace = new Map<string, Readonly<Record<string, string>>[]>();
    for (const r of world.registry.all()) if (r.selector) push(byNamespace, r.namespace, r.selector);
    for (const we of world.all('WorkloadEntry')) {
      const labels = { ...we.labels, ...we.spec.labels };
      if ((byNamespace.get(we.namespace) ?? []).some((s) => !isEmpty(s) && matches(s, labels))) continue;
      const closed = world.closed(we.namespace);
      report(we, {
        pointer: '/spec/labels',
        severity: closed ? Severity.WARNING : Severity.INFO,
        message: `no Service or ServiceEntry of ${we.namespace}${closed ? '' : ' in what is checked here'} selects ${show(labels) || 'an entry without labels'}: nothing is sent to ${we.spec.address ?? 'it'}`,
        fix: `give it the labels that a Service or ServiceEntry of ${we.namespace} selects`,
      });
    }
  },
};
