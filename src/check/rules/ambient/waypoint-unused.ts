import { USE } from './_waypoints';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { hasProxy, inAmbient } from '../workload/_in-mesh';
import { podPlace } from '../workload/_pod-place';

export const waypointUnused: Check = {
  code: 'MESH677',
  title: 'pods with a waypoint that are not in ambient mode',
  aliases: ['KIA1312'],
  severity: Severity.WARNING,
  explanation: '`istio.io/use-waypoint` on pods sends traffic for their addresses through a waypoint. The pods must be in ambient mode for that: without it (`istio.io/dataplane-mode: ambient` on the pods or the namespace) the waypoint never sees the traffic, and its policies are not enforced.',
  run(world, report) {
    for (const pod of world.podsLabelled(USE)) {
      const name = pod.labels[USE];
      if (!name || name === 'none' || inAmbient(world, pod)) continue;
      const sidecar = hasProxy(pod) || pod.labels['sidecar.istio.io/inject'] === 'true';
      const known = sidecar || world.namespace(pod.namespace) !== undefined || world.closed(pod.namespace);
      report(pod.item, {
        pointer: podPlace(pod, 'labels', USE),
        severity: known ? Severity.WARNING : Severity.INFO,
        message: `the pods are labelled ${USE}: ${name} and ${sidecar ? 'have a sidecar' : `are not in ambient mode${known ? '' : ' in the checked objects'}`}: no traffic goes through the waypoint, and its policies don't apply to them`,
        fix: `label the pods or namespace ${pod.namespace} istio.io/dataplane-mode: ambient, or remove ${USE}`,
      });
    }
  },
};
