import { clusterLocal } from './_cluster-local';
import { clusterOf, membersOf } from './_facts';
import { exportsOf } from '../../../world/cluster-set';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const exportLocal: Check = {
  code: 'MESH936',
  title: 'exported service with cluster-local endpoints',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'An export offers a service to all clusters, but `clusterLocal` in the mesh configuration restricts its endpoints to callers in their own cluster. '
    + 'Together they make a service that fails over from some clusters but not from this one.',
  runFleet(worlds, report) {
    for (const world of membersOf(worlds)) {
      for (const item of exportsOf(world)) {
        const service = world.find('Service', item.namespace, item.name);
        if (!service || !clusterLocal(world, service)) continue;
        report(item, {
          message: `service ${item.namespace}/${item.name} is exported by ${clusterOf(world)}, whose mesh restricts it to its own cluster (clusterLocal): requests in ${clusterOf(world)} never go to another cluster, not even when it fails here`,
          fix: 'remove its host from clusterLocal, or remove the export',
          related: [service],
        });
      }
    }
  },
};
