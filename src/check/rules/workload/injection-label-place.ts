import { POD_LABEL } from './_injection-labels';
import { podPlace } from './_pod-place';
import { TEMPLATED } from '../../../world/pods';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectionLabelPlace: Check = {
  code: 'MESH517',
  title: 'injection label where nothing reads it',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`sidecar.istio.io/inject` belongs on pods, so on the template of a workload; `istio-injection` belongs on namespaces. Elsewhere they do nothing.',
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
            message: `${label}: "${value}" does nothing on a ${item.kind}: its pods ${value === 'true' || value === 'enabled' ? 'get no sidecar by it' : 'get a sidecar all the same where the namespace injects'}`,
            fix: `put ${POD_LABEL}: "${value === 'disabled' || value === 'false' ? 'false' : 'true'}" into spec.template.metadata.labels`,
          });
        }
      }
    }
    for (const pod of world.podsLabelled('istio-injection')) {
      report(pod.item, {
        pointer: podPlace(pod, 'labels', 'istio-injection'),
        message: 'istio-injection does nothing on a pod, it belongs on the namespace: whether the pod gets a sidecar is not up to it',
        fix: `use ${POD_LABEL}: "${pod.labels['istio-injection'] === 'disabled' ? 'false' : 'true'}"`,
      });
    }
  },
};
