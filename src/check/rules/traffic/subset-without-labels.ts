import { isEmpty } from '../../../world/selector';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const subsetWithoutLabels: Check = {
  code: 'MESH237',
  title: 'subset without labels',
  aliases: ['KIA0209'],
  severity: Severity.WARNING,
  reads: (path) => /^labels\b/.test(path),
  explanation: 'A subset without labels contains every pod of the service: a split between it and another subset sends part of its share to the other one\'s pods.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      if ((dr.spec.subsets?.length ?? 0) < 2) continue;
      // subsets that differ in their traffic policy, not in their pods: each has its own policy, and none has labels
      if (dr.spec.subsets!.every((s) => isEmpty(s.labels) && s.trafficPolicy)) continue;
      dr.spec.subsets!.forEach((s, i) => {
        if (!isEmpty(s.labels)) return;
        report(dr, {
          pointer: pointer('spec', 'subsets', i),
          message: `subset ${s.name ?? i} has no labels, so it contains every pod of ${dr.spec.host}: requests routed to it also reach the pods of other subsets`,
          fix: `add labels that only its pods have, like labels: { version: ${s.name ?? 'v1'} }`,
        });
      });
    }
  },
};
