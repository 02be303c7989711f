import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const telemetryWithoutWorkload: Check = {
  code: 'MESH651',
  title: 'Telemetry that selects no pod',
  aliases: ['IST0101'],
  severity: Severity.ERROR,
  explanation: 'The selector of a Telemetry matches no pod of its namespace: it has no effect.',
  run(world, report) {
    for (const t of world.all('Telemetry')) {
      const labels = t.spec.selector?.matchLabels;
      if (isEmpty(labels) || world.pods(labels, t.namespace).length) continue;
      const closed = world.closed(t.namespace);
      const near = nearLabels(world, labels, t.namespace);
      report(t, {
        pointer: '/spec/selector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${t.namespace}${closed ? '' : ' in the checked objects'} carries ${show(labels)}${inBrackets(near)}: this Telemetry has no effect`,
        fix: near?.namespaces.length ? `move the Telemetry to namespace ${near.namespaces[0]}, where the pods are` : `correct the selector: it must match the labels of pods in namespace ${t.namespace}`,
      });
    }
  },
};
