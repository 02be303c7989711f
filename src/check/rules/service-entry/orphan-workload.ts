import { push } from '../../../world/collect';
import { isEmpty, matches, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const orphanWorkload: Check = {
  code: 'MESH249',
  title: 'WorkloadEntry that no service selects',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A WorkloadEntry becomes an endpoint of the Services and ServiceEntries in its namespace whose selector matches its labels. If there is none, it gets no traffic.',
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
        message: `no Service or ServiceEntry of ${we.namespace}${closed ? '' : ' in the checked objects'} selects ${show(labels) || 'an entry without labels'}: ${we.spec.address ?? 'it'} gets no traffic`,
        fix: `add labels that a Service or ServiceEntry in ${we.namespace} selects`,
      });
    }
  },
};
