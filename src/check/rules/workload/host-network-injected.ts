import { injected } from './_in-mesh';
import { POD_LABEL } from './_injection-labels';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const hostNetworkInjected: Check = {
  code: 'MESH518',
  title: 'pods on the host\'s network in a namespace that injects',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Pods on the host\'s network are never injected: redirecting their traffic would redirect the node\'s. They are outside the mesh, strict services refuse them.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (!pod.spec.hostNetwork) continue;
      const own = pod.labels[POD_LABEL];
      if (own === 'false' || (own !== 'true' && !injected(world.namespace(pod.namespace)))) continue;
      report(pod.item, {
        pointer: `${pod.pointer}/hostNetwork`,
        message: 'pods on the host\'s network get no sidecar, whatever the labels say: policies don\'t reach them, and services that demand mutual TLS refuse them',
        fix: `run them without hostNetwork, or label them ${POD_LABEL}: "false" to say that it is meant so`,
      });
    }
  },
};
