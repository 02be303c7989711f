import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { hasProxy } from '../workload/_in-mesh';
import { podPlace } from '../workload/_pod-place';

const MODE = 'istio.io/dataplane-mode';

export const mixedModes: Check = {
  code: 'MESH676',
  title: 'pods with a sidecar and in ambient mode at once',
  aliases: ['KIA1311', 'KIA1314', 'KIA1315'],
  severity: Severity.WARNING,
  explanation: 'A pod has a sidecar or is in ambient mode. One that is labelled for both gets a sidecar, and ambient mode leaves it alone.',
  run(world, report) {
    for (const pod of world.podsLabelled(MODE)) {
      if (pod.labels[MODE] !== 'ambient') continue;
      const label = pod.labels['sidecar.istio.io/inject'] === 'true';
      if (!label && !hasProxy(pod)) continue;
      report(pod.item, {
        pointer: podPlace(pod, 'labels', MODE),
        aliases: label ? ['KIA1311', 'KIA1314'] : ['KIA1315'],
        message: `the pods are labelled ${MODE}: ambient and ${label ? 'sidecar.istio.io/inject: "true"' : 'have a sidecar'}: the sidecar takes their traffic, ambient mode leaves them alone`,
        fix: label ? `remove the label ${MODE}, or sidecar.istio.io/inject` : `remove the label ${MODE}, or the sidecar`,
      });
    }
  },
};
