import { isEmpty, matches, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const ruleWithoutWorkload: Check = {
  code: 'MESH265',
  title: 'DestinationRule that selects no client',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The `workloadSelector` of a DestinationRule selects the clients that the rule applies to, among the pods in the rule\'s own namespace. If no pod has the labels, no client uses the rule, and requests are sent without its settings.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'workloadSelector')) {
      const labels = dr.spec.workloadSelector?.matchLabels;
      if (isEmpty(labels) || [world, ...world.siblings].some((w) => w.pods(labels, dr.namespace).length)) continue;
      if (world.all('WorkloadEntry').some((w) => w.namespace === dr.namespace && matches(labels, { ...w.labels, ...w.spec.labels }))) continue;
      if (world.all('WorkloadGroup').some((w) => w.namespace === dr.namespace && matches(labels, w.spec.metadata?.labels ?? {}))) continue;
      const closed = world.closed(dr.namespace);
      const near = nearLabels(world, labels, dr.namespace);
      report(dr, {
        pointer: '/spec/workloadSelector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${dr.namespace}${closed ? '' : ' in the checked objects'} carries ${show(labels)}${inBrackets(near)}: no client uses this rule`,
        fix: near?.namespaces.length ? `move the rule to namespace: ${near.namespaces[0]}, where these clients are` : `correct the selector: it must match the labels of client pods in namespace ${dr.namespace}`,
      });
    }
  },
};
