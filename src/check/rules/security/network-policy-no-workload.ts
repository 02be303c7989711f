import { isEmpty, matchesSelector, show } from '../../../world/selector';
import { read } from '../../../world/shape';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { networkPolicyShape } from '../ambient/_network-policies';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const networkPolicyWithoutWorkload: Check = {
  code: 'MESH442',
  title: 'NetworkPolicy that selects no pod',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The `podSelector` of a NetworkPolicy matches no pod of its namespace: the policy isolates nothing, and pods that it should protect accept connections from everywhere.',
  run(world, report) {
    for (const policy of world.ofKind('networking.k8s.io', 'NetworkPolicy')) {
      const selector = read(networkPolicyShape, policy.object.spec ?? {}).podSelector;
      const labels = selector?.matchLabels;
      // in an open world, the pods are usually defined elsewhere
      if ((isEmpty(labels) && !selector?.matchExpressions?.length) || !world.closed(policy.namespace)) continue;
      const pods = world.pods(undefined, policy.namespace);
      if (pods.some((pod) => matchesSelector(selector, pod.labels))) continue;
      const near = isEmpty(labels) ? undefined : nearLabels(world, labels, policy.namespace);
      report(policy, {
        pointer: '/spec/podSelector',
        message: `no pod of ${policy.namespace} ${isEmpty(labels) ? 'meets the expressions of the selector' : `carries ${show(labels)}`}${inBrackets(near)}: this NetworkPolicy isolates nothing`,
        fix: `correct the selector: it must match the labels of pods in namespace ${policy.namespace}`,
      });
    }
  },
};
