import { clusterLocal } from './_cluster-local';
import { clusterOf, membersOf } from './_facts';
import { exportsOf } from '../../../world/cluster-set';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const exportLocal: Check = {
  code: 'MESH936',
  title: 'exported service whose endpoints stay in their cluster',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'An export offers a service to all clusters, and `clusterLocal` of the mesh configuration is the exception that keeps its endpoints to callers of their own. '
    + 'Together they make a service that fails over from some clusters, and from this one doesn\'t.',
  runFleet(worlds, report) {
    for (const world of membersOf(worlds)) {
      for (const item of exportsOf(world)) {
        const service = world.find('Service', item.namespace, item.name);
        if (!service || !clusterLocal(world, service)) continue;
        report(item, {
          message: `service ${item.namespace}/${item.name} is exported by ${clusterOf(world)}, whose mesh keeps its endpoints in the cluster (clusterLocal): requests of ${clusterOf(world)} never go to another cluster, not even when it fails here`,
          fix: 'leave its host out of clusterLocal, or the export out',
          related: [service],
        });
      }
    }
  },
};
