import { canonicalName, canonicalPods, NAME } from './_canonical';
import { managed } from './_facts';
import { labelsOf } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const canonicalService: Check = {
  code: 'MESH767',
  title: 'service whose pods are of several canonical services',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Google\'s dashboards, logs and service levels are by canonical service: the label `service.istio.io/canonical-name` of a pod, else `app.kubernetes.io/name`, else `app`. Where pods behind one Service differ, what is measured of it is in several parts.',
  run(world, report) {
    if (!managed(world)) return;
    for (const service of world.all('Service')) {
      const [first, ...rest] = canonicalPods(world, service);
      const other = rest.find((p) => canonicalName(p) !== canonicalName(first));
      if (other) {
        report(other.item, {
          pointer: labelsOf(other),
          message: `pods behind service ${service.namespace}/${service.name} are of canonical services '${canonicalName(first)}' and '${canonicalName(other)}', so what Google measures of it is in two parts`,
          fix: `label ${NAME}: ${canonicalName(first)} on the pods of both`,
          related: [first.item, service],
        });
      }
    }
  },
};
