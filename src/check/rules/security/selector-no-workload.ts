import type { Item } from '../../../world/item';
import { isEmpty, show, type Labels } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const policyWithoutWorkload: Check = {
  code: 'MESH412',
  title: 'authentication policy that selects no pod',
  aliases: ['KIA0004'],
  severity: Severity.WARNING,
  explanation: 'The selector of a PeerAuthentication or RequestAuthentication matches no pod of its namespace: the workloads that it should protect keep the defaults.',
  run(world, report) {
    for (const key of ['PeerAuthentication', 'RequestAuthentication'] as const) {
      for (const policy of world.all(key) as readonly Item<{ selector?: { matchLabels?: Labels } }>[]) {
        const labels = policy.spec.selector?.matchLabels;
        const root = policy.namespace === world.mesh.rootNamespace;
        if (isEmpty(labels) || world.pods(labels, root && key === 'RequestAuthentication' ? undefined : policy.namespace).length) continue;
        if (world.all('WorkloadEntry').some((w) => w.namespace === policy.namespace) || world.all('WorkloadGroup').some((w) => w.namespace === policy.namespace)) continue;
        const closed = world.closed(policy.namespace);
        report(policy, {
          pointer: '/spec/selector',
          severity: closed ? Severity.WARNING : Severity.INFO,
          message: `no pod of ${policy.namespace}${closed ? '' : ' in the checked objects'} carries ${show(labels)}${inBrackets(nearLabels(world, labels, policy.namespace))}: this ${policy.kind} protects nothing`,
          fix: `correct the selector: it must match the labels of pods in namespace ${policy.namespace}`,
        });
      }
    }
  },
};
