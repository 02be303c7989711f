import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const workloadGroupLabels: Check = {
  code: 'MESH262',
  title: 'WorkloadGroup that gives a label twice',
  aliases: ['KIA1702'],
  severity: Severity.WARNING,
  explanation: 'A machine that registers gets the labels of the `template`, and over them those of the group\'s `metadata`. Where both give a label the one of `metadata` holds, and services and policies that select by the other never meet the machine.',
  run(world, report) {
    for (const group of world.all('WorkloadGroup')) {
      const own = group.spec.template?.labels ?? {};
      for (const [key, value] of Object.entries(group.spec.metadata?.labels ?? {})) {
        if (own[key] === undefined) continue;
        const differs = own[key] !== value;
        report(group, {
          pointer: pointer('spec', 'metadata', 'labels', key),
          severity: differs ? Severity.WARNING : Severity.INFO,
          message: differs ? `label ${key} is '${value}' here and '${own[key]}' in the template: this one holds, nothing that selects by the other meets the machines`
            : `label ${key} is given in the template too: this one holds`,
          fix: `keep ${key} in one of the two places`,
        });
      }
    }
  },
};
