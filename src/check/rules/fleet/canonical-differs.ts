import { clusterOf } from './_facts';
import { merged } from './_services-facts';
import type { Pod } from '../../../world/pods';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { canonicalName, canonicalPods, NAME, REVISION } from '../managed/_canonical';
import { managed } from '../managed/_facts';
import { labelsOf } from '../managed/_workloads-facts';

export const canonicalDiffers: Check = {
  code: 'MESH938',
  title: 'service with a different canonical service in each cluster',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Google\'s dashboards, logs and SLOs are grouped by canonical service for the whole fleet: the label `service.istio.io/canonical-name` of a pod, else `app.kubernetes.io/name`, else `app`. A service whose pods have different canonical names in different clusters appears as several services, each with part of the metrics. If only some clusters set a revision (`service.istio.io/canonical-revision`), the finding is information: the other clusters use the version of the pods.',
  runFleet(worlds, report) {
    for (const places of merged(worlds)) {
      const known = places.filter(({ world }) => managed(world)).map((place) => ({ place, pods: canonicalPods(place.world, place.service) })).filter(({ pods }) => pods.length > 0);
      const [first, ...rest] = known;
      for (const { place, pods } of rest) {
        const { service, world } = place;
        const what = `pods of Service ${service.namespace}/${service.name}`;
        const names = new Set(first.pods.map(canonicalName));
        const other = pods.find((pod) => !names.has(canonicalName(pod)));
        if (other) {
          report(other.item, {
            pointer: labelsOf(other),
            message: `${what} belong to canonical service '${canonicalName(other)}' in ${clusterOf(world)} and '${canonicalName(first.pods[0])}' in ${clusterOf(first.place.world)}, so its metrics are split in two`,
            fix: `label ${NAME}: ${canonicalName(first.pods[0])} on the pods of both clusters`,
            related: [first.pods[0].item, service],
          });
          continue;
        }
        const differ = hasRevision(pods) !== hasRevision(first.pods);
        const [withRevision, withoutRevision] = !differ ? [] : hasRevision(pods) ? [pods, first.pods] : [first.pods, pods];
        if (withRevision && withoutRevision) {
          report(withoutRevision[0].item, {
            severity: Severity.INFO,
            pointer: labelsOf(withoutRevision[0]),
            message: `${what} have a canonical revision in ${clusterOf(withRevision === pods ? world : first.place.world)} ('${withRevision.map((p) => p.labels[REVISION]).find((r) => r !== undefined)}') but not in ${clusterOf(withRevision === pods ? first.place.world : world)}, where their version is used: dashboards by revision show both`,
            fix: `set the label ${REVISION} on the pods of both clusters, or of neither`,
            related: [withRevision[0].item, service],
          });
        }
      }
    }
  },
};

const hasRevision = (pods: readonly Pod[]): boolean => pods.some((p) => p.labels[REVISION] !== undefined);
