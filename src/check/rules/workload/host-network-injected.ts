import { injected, hasProxy, ambientNamespace } from './_in-mesh';
import { POD_LABEL } from './_injection-labels';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

const MODE = 'istio.io/dataplane-mode';

/** Whether labels request ambient mode for a pod, which pods on the host network don't get. */
const asksForAmbient = (world: World, pod: Pod): boolean => (pod.labels[MODE] === undefined ? ambientNamespace(world.namespace(pod.namespace)) && !hasProxy(pod) : pod.labels[MODE] === 'ambient');
/** Whether something in the mesh requires mutual TLS. */
const strict = (world: World): boolean => world.once(strict, () => world.all('PeerAuthentication').some((p) => p.spec.mtls?.mode === 'STRICT' || Object.values(p.spec.portLevelMtls ?? {}).some((m) => m.mode === 'STRICT')));

export const hostNetworkInjected: Check = {
  code: 'MESH518',
  title: 'pods on the host network in a namespace of the mesh',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Pods on the host network are never injected: redirecting their traffic would redirect the node\'s. They are outside the mesh, and strict services refuse them. They are excluded from ambient mode as well, whatever their labels.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (!pod.spec.hostNetwork) continue;
      if (asksForAmbient(world, pod)) {
        report(pod.item, {
          pointer: `${pod.pointer}/hostNetwork`,
          severity: strict(world) ? Severity.WARNING : Severity.INFO,
          message: 'pods on the host network are never in ambient mode, whatever their labels: policies don\'t apply to them, and services that require mutual TLS (STRICT) refuse their calls',
          fix: `run them without hostNetwork, or label them ${MODE}: none to confirm that this is intended`,
        });
        continue;
      }
      const own = pod.labels[POD_LABEL];
      if (own === 'false' || (own !== 'true' && !injected(world.namespace(pod.namespace)))) continue;
      report(pod.item, {
        pointer: `${pod.pointer}/hostNetwork`,
        message: 'pods on the host network get no sidecar, whatever their labels: policies don\'t apply to them, and services that require mutual TLS refuse them',
        fix: `run them without hostNetwork, or label them ${POD_LABEL}: "false" to confirm that this is intended`,
      });
    }
  },
};
