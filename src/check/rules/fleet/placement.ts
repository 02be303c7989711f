import { clusterOf } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Kinds for a management cluster: Google Cloud resources as objects. */
const connector = (item: Item): boolean => item.group.endsWith('.cnrm.cloud.google.com');
/** Kinds that only a cluster with mesh workloads needs. */
const MESH_GROUPS = new Set(['net.gke.io', 'networking.gke.io', 'mesh.cloud.google.com', 'security.cloud.google.com', 'anthos.cloud.google.com', 'gateway.networking.k8s.io']);
const mesh = (item: Item): boolean => item.group.endsWith('.istio.io') || MESH_GROUPS.has(item.group);

export const placement: Check = {
  code: 'MESH910',
  title: 'object for the wrong API server',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A fleet has several API servers: that of the management cluster, which runs Config Connector, and that of each member. Google Cloud resources are applied to the first, workloads and their mesh to the others. '
    + 'At the wrong one an object is refused or ignored. Create the chart under the cluster that it belongs to.',
  runFleet(worlds, report) {
    if (!worlds.some((w) => w.options.role !== undefined)) return;
    for (const world of worlds) {
      const { role } = world.options;
      for (const item of world.items) {
        if (role === undefined) {
          report(item, {
            message: `${item.kind} ${world.nameOf(item)} is in a chart that belongs to no cluster of the fleet, so it is never applied`,
            fix: 'create its chart under a cluster (new Chart(cluster, …)) or under fleet.management',
          });
        } else if (role === 'member' && connector(item)) {
          report(item, {
            message: `${item.kind} ${world.nameOf(item)} is a Google Cloud resource, but cluster ${clusterOf(world)} is a member without Config Connector: it is ignored`,
            fix: 'create its chart under the management cluster: new Chart(fleet.management, …)',
          });
        } else if (role === 'management' && mesh(item)) {
          report(item, {
            message: `${item.kind} ${world.nameOf(item)} belongs in a cluster with workloads: in the management cluster it has no effect`,
            fix: 'create its chart under the member that it belongs to: new Chart(cluster, …)',
          });
        }
      }
    }
  },
};
