import { POD_LABEL } from './_injection-labels';
import { podPlace } from './_pod-place';
import { TEMPLATED } from '../../../world/pods';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectionLabelPlace: Check = {
  code: 'MESH517',
  title: 'injection label in the wrong place',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`sidecar.istio.io/inject` belongs on pods, that is, on the pod template of a workload; `istio-injection` belongs on namespaces. Elsewhere they have no effect.',
  run(world, report) {
    for (const key of TEMPLATED) {
      for (const item of world.all(key)) {
        for (const label of [POD_LABEL, 'istio-injection']) {
          const value = item.labels[label];
          if (value === undefined) continue;
          const template = item.spec.template?.metadata?.labels ?? {};
          if (label === POD_LABEL && template[label] !== undefined) continue;
          report(item, {
            pointer: pointer('metadata', 'labels', label),
            message: `${label}: "${value}" has no effect on a ${item.kind}: its pods ${value === 'true' || value === 'enabled' ? 'get no sidecar from it' : 'still get a sidecar if the namespace injects'}`,
            fix: `put ${POD_LABEL}: "${value === 'disabled' || value === 'false' ? 'false' : 'true'}" into spec.template.metadata.labels`,
          });
        }
      }
    }
    for (const pod of world.podsLabelled('istio-injection')) {
      report(pod.item, {
        pointer: podPlace(pod, 'labels', 'istio-injection'),
        message: 'istio-injection has no effect on a pod: it is a label of namespaces, and does not determine whether the pod gets a sidecar',
        fix: `use ${POD_LABEL}: "${pod.labels['istio-injection'] === 'disabled' ? 'false' : 'true'}"`,
      });
    }
  },
};
