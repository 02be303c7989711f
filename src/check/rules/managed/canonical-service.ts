import { canonicalName, canonicalPods, NAME } from './_canonical';
import { managed } from './_facts';
import { labelsOf } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const canonicalService: Check = {
  code: 'MESH767',
  title: 'Service whose pods belong to several canonical services',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Google\'s dashboards, logs and SLOs are grouped by canonical service: the label `service.istio.io/canonical-name` of a pod, else `app.kubernetes.io/name`, else `app`. If pods of one Service differ, its metrics are split.',
  run(world, report) {
    if (!managed(world)) return;
    for (const service of world.all('Service')) {
      const [first, ...rest] = canonicalPods(world, service);
      const other = rest.find((p) => canonicalName(p) !== canonicalName(first));
      if (other) {
        report(other.item, {
          pointer: labelsOf(other),
          message: `pods of Service ${service.namespace}/${service.name} belong to canonical services '${canonicalName(first)}' and '${canonicalName(other)}', so its metrics are split in two`,
          fix: `label ${NAME}: ${canonicalName(first)} on the pods of both`,
          related: [first.item, service],
        });
      }
    }
  },
};
