import { hasProxy, injected } from './_in-mesh';
import { MODE, REV } from './_injection';
import { POD_LABEL } from './_injection-labels';
import { taken } from './_injectors';
import { podPlace } from './_pod-place';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectAnnotation: Check = {
  code: 'MESH543',
  title: 'injection annotation in a namespace that does not inject',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The injector\'s webhook selects pods by labels. The injector reads the annotation `sidecar.istio.io/inject: "true"` only if its webhook is called. In a namespace without injection that happens only for pods with the label of the same name: other pods start without a sidecar.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (pod.annotations[POD_LABEL] !== 'true' || pod.labels[POD_LABEL] !== undefined || pod.labels[REV] || pod.made || hasProxy(pod)) continue;
      const ns = world.namespace(pod.namespace);
      if (!ns && !world.closed(pod.namespace)) continue; // it may be labelled elsewhere, where it is defined
      if (injected(ns) || ns?.labels[MODE] === 'ambient' || ns?.labels['istio-injection'] === 'disabled' || taken(world, pod.namespace, pod.labels)) continue;
      report(pod.item, {
        pointer: podPlace(pod, 'annotations', POD_LABEL),
        severity: ns ? Severity.WARNING : Severity.INFO,
        message: `namespace ${pod.namespace} does not inject, and the webhook looks at the label ${POD_LABEL}, not at the annotation: the pods start without a sidecar`,
        fix: `use a label on the pods instead: ${POD_LABEL}: "true"`,
      });
    }
  },
};
