import { selectorOf } from './_sidecar-selector';
import { isEmpty, show } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const sidecarWithoutWorkload: Check = {
  code: 'MESH601',
  title: 'Sidecar that selects no pod',
  aliases: ['IST0101', 'KIA0004'],
  severity: Severity.ERROR,
  reads: (path) => /^labels\b/.test(path),
  explanation: 'The `workloadSelector` of a Sidecar matches no pod of its namespace: it has no effect, and the intended pods keep the defaults.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      if (isEmpty(selectorOf(s)) || world.pods(selectorOf(s), s.namespace).length) continue;
      const closed = world.closed(s.namespace);
      report(s, {
        pointer: '/spec/workloadSelector',
        severity: closed ? Severity.ERROR : Severity.INFO,
        message: `no pod of ${s.namespace}${closed ? '' : ' in the checked objects'} carries ${show(selectorOf(s))}${inBrackets(nearLabels(world, selectorOf(s), s.namespace))}: this Sidecar has no effect`,
        fix: `correct the selector: it must match the labels of pods in namespace ${s.namespace}`,
      });
    }
  },
};
