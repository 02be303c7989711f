import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const workloadGroupLabels: Check = {
  code: 'MESH262',
  title: 'WorkloadGroup that sets a label twice',
  aliases: ['KIA1702'],
  severity: Severity.WARNING,
  explanation: 'A VM that registers gets the labels of the `template`, overridden by those of the group\'s `metadata`. If both set a label, that of `metadata` is used, and services and policies that select by the other value never match the VM.',
  run(world, report) {
    for (const group of world.all('WorkloadGroup')) {
      const own = group.spec.template?.labels ?? {};
      for (const [key, value] of Object.entries(group.spec.metadata?.labels ?? {})) {
        if (own[key] === undefined) continue;
        const differs = own[key] !== value;
        report(group, {
          pointer: pointer('spec', 'metadata', 'labels', key),
          severity: differs ? Severity.WARNING : Severity.INFO,
          message: differs ? `label ${key} is '${value}' here and '${own[key]}' in the template: this one is used, and selectors for the other value never match the VMs`
            : `label ${key} is also set in the template: this one is used`,
          fix: `keep ${key} in one of the two places`,
        });
      }
    }
  },
};
