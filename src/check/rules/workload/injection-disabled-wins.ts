import { INJECTION, REV } from './_injection';
import { POD_LABEL } from './_injection-labels';
import { taken } from './_injectors';
import { podPlace } from './_pod-place';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectionDisabledWins: Check = {
  code: 'MESH542',
  title: 'pods that request a sidecar in a namespace where injection is disabled',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Istio\'s injectors skip every namespace with `istio-injection: disabled`, so a label of the pods (`sidecar.istio.io/inject: "true"`, `istio.io/rev`) is ignored there: the pods start without a sidecar. '
    + 'To inject only some pods of a namespace, remove the label from the namespace.',
  run(world, report) {
    for (const ns of world.all('Namespace')) {
      if (ns.labels[INJECTION] !== 'disabled') continue;
      for (const pod of world.pods(undefined, ns.name)) {
        const label = pod.labels[POD_LABEL] === 'true' ? POD_LABEL : pod.labels[REV] && pod.labels[POD_LABEL] === undefined ? REV : undefined;
        if (!label || pod.made || taken(world, ns.name, pod.labels)) continue;
        if (pod.item.labels.app === 'istiod' || pod.labels.app === 'istiod') continue; // its label names its own revision
        report(pod.item, {
          pointer: podPlace(pod, 'labels', label),
          message: `namespace ${ns.name} has ${INJECTION}: disabled, which overrides ${label}: ${label === POD_LABEL ? '"true"' : pod.labels[label]} of the pods: they start without a sidecar`,
          fix: `remove ${INJECTION} from namespace ${ns.name}, or set it to enabled to inject all pods`,
          related: [ns],
        });
      }
    }
  },
};
