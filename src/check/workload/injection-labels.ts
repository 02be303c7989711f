import { injected } from './in-mesh';
import { pointer, type Check } from '../engine/check';
import { TEMPLATED } from '../engine/pods';
import { Severity } from '../finding';

const POD_LABEL = 'sidecar.istio.io/inject';

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
    for (const pod of world.pods(undefined)) {
      if (pod.labels['istio-injection'] === undefined) continue;
      const at = pod.template ? `${pod.pointer.slice(0, -'/spec'.length)}/metadata/labels/istio-injection` : '/metadata/labels/istio-injection';
      report(pod.item, {
        pointer: at,
        message: 'istio-injection does nothing on a pod, it belongs on the namespace: whether the pod gets a sidecar is not up to it',
        fix: `use ${POD_LABEL}: "${pod.labels['istio-injection'] === 'disabled' ? 'false' : 'true'}"`,
      });
    }
  },
};

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
