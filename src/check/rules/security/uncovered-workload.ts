import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient, inMesh, isControlPlane } from '../workload/_in-mesh';

export const uncoveredWorkload: Check = {
  code: 'MESH423',
  title: 'workload without an AuthorizationPolicy among others that have one',
  aliases: ['KIA1301'],
  severity: Severity.INFO,
  explanation: 'A workload without an AuthorizationPolicy is open to every client. If its neighbors have their own policies, it may have been forgotten; a namespace without any authorization is not reported.',
  run(world, report) {
    const byNamespace = new Map<string, ItemOf<'AuthorizationPolicy'>>();
    const covered = new Set<Pod>();
    const whole = new Set<string>();
    const open = new Set<string>(); // namespaces with policies that target something other than pods
    for (const policy of world.all('AuthorizationPolicy')) {
      if (policy.spec.targetRef || policy.spec.targetRefs?.length) {
        open.add(policy.namespace);
        continue;
      }
      const labels = policy.spec.selector?.matchLabels;
      if (isEmpty(labels)) {
        if (policy.namespace === world.mesh.rootNamespace) return; // every pod has one
        whole.add(policy.namespace);
        continue;
      }
      if ((policy.spec.action ?? 'ALLOW') === 'ALLOW' && !byNamespace.has(policy.namespace)) byNamespace.set(policy.namespace, policy);
      for (const pod of world.selected(labels, policy.namespace)) covered.add(pod);
    }
    for (const [namespace, policy] of byNamespace) {
      if (whole.has(namespace) || open.has(namespace) || namespace === world.mesh.rootNamespace || !world.closed(namespace)) continue;
      for (const pod of world.pods(undefined, namespace)) {
        if (covered.has(pod) || !inMesh(world, pod) || inAmbient(world, pod) || isControlPlane(pod.item)) continue;
        report(pod.item, {
          message: `no AuthorizationPolicy applies to ${pod.item.kind} ${pod.namespace}/${pod.name}, while other workloads of ${namespace} have one: every client may call it`,
          fix: `add a policy that selects its pods, or one for all of ${namespace} that allows nothing`,
          related: [policy],
        });
      }
    }
  },
};
