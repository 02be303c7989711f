import { managed } from './_facts';
import { meshPods } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const hostNetwork: Check = {
  code: 'MESH761',
  title: 'pod on the host network in a managed mesh',
  aliases: ['G-WL1'],
  severity: Severity.ERROR,
  explanation: 'Pods with `hostNetwork: true` get no proxy, because it would redirect the traffic of the whole node.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      if (pod.spec.hostNetwork) {
        report(pod.item, {
          pointer: `${pod.pointer}/hostNetwork`,
          message: `pods of ${pod.item.kind} ${world.nameOf(pod.item)} are on the host network, where a managed mesh injects no proxy: services that require mutual TLS refuse them`,
          fix: 'remove hostNetwork, or label the pods sidecar.istio.io/inject: "false" to keep them out of the mesh',
        });
      }
    }
  },
};
