import { waypointOf } from './_waypoints';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { ambientNamespace, hasProxy } from '../workload/_in-mesh';
import { podPlace } from '../workload/_pod-place';

export const sidecarInAmbientNamespace: Check = {
  code: 'MESH678',
  title: 'pods with a sidecar in an ambient namespace',
  aliases: ['KIA1316'],
  severity: Severity.WARNING,
  explanation: 'Ambient mode ignores pods with a sidecar in its namespaces. Their requests reach services directly, bypassing the waypoint, so its routing and authorization don\'t apply to them. This is expected while a namespace is being migrated; afterwards, the sidecar is a leftover.',
  run(world, report) {
    for (const pod of world.pods(undefined)) {
      if (pod.labels['istio.io/dataplane-mode'] !== undefined || !ambientNamespace(world.namespace(pod.namespace))) continue;
      const labelled = pod.labels['sidecar.istio.io/inject'] === 'true';
      if (!labelled && !hasProxy(pod)) continue;
      const waypoint = waypointOf(world, { labels: {}, namespace: pod.namespace });
      report(pod.item, {
        pointer: labelled ? podPlace(pod, 'labels', 'sidecar.istio.io/inject') : pod.pointer,
        message: `namespace ${pod.namespace} is in ambient mode and these pods have a sidecar: ${waypoint ? `their requests bypass waypoint ${waypoint.namespace}/${waypoint.name}, and its routing and authorization don't apply to them` : 'ambient mode ignores them'}`,
        fix: labelled ? 'remove the label sidecar.istio.io/inject, or move the pods to a namespace with sidecars' : 'remove the sidecar, or move the pods to a namespace with sidecars',
      });
    }
  },
};
