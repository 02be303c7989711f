import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { hasProxy } from '../workload/_in-mesh';
import { podPlace } from '../workload/_pod-place';

const MODE = 'istio.io/dataplane-mode';

export const mixedModes: Check = {
  code: 'MESH676',
  title: 'pods with both a sidecar and ambient mode',
  aliases: ['KIA1311', 'KIA1314', 'KIA1315'],
  severity: Severity.WARNING,
  explanation: 'A pod either has a sidecar or is in ambient mode. If it is labelled for both, it gets a sidecar and ambient mode ignores it.',
  run(world, report) {
    for (const pod of world.podsLabelled(MODE)) {
      if (pod.labels[MODE] !== 'ambient') continue;
      const label = pod.labels['sidecar.istio.io/inject'] === 'true';
      if (!label && !hasProxy(pod)) continue;
      report(pod.item, {
        pointer: podPlace(pod, 'labels', MODE),
        aliases: label ? ['KIA1311', 'KIA1314'] : ['KIA1315'],
        message: `the pods are labelled ${MODE}: ambient and ${label ? 'sidecar.istio.io/inject: "true"' : 'have a sidecar'}: the sidecar handles their traffic, and ambient mode ignores them`,
        fix: label ? `remove the label ${MODE}, or sidecar.istio.io/inject` : `remove the label ${MODE}, or the sidecar`,
      });
    }
  },
};
