import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const PROJECT = 'cnrm.cloud.google.com/project-id';
const POOL = /^([a-z0-9.:-]+)\.svc\.id\.goog$/;
const FIELD = 'spec.workloadIdentityConfig.workloadPool';

export const clusterPool: Check = {
  code: 'MESH729',
  title: 'cluster with a workload identity pool that is not its project\'s',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The workload identity pool of a GKE cluster is the one of its own project, `PROJECT.svc.id.goog`. Google refuses a cluster with any other pool. The project of a ContainerCluster is in the annotation `cnrm.cloud.google.com/project-id` of the object or of its namespace.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const cluster of world.ofKind('container.cnrm.cloud.google.com', 'ContainerCluster')) {
        const pool = text(cluster.object, FIELD);
        if (pool === undefined) continue;
        const [, owner] = POOL.exec(pool) ?? [];
        const project = projectOf(world, cluster);
        if (owner !== undefined && (project === undefined || owner === project)) continue;
        report(cluster, {
          pointer: '/spec/workloadIdentityConfig/workloadPool',
          message: owner === undefined ? `'${pool}' is not a workload identity pool: Google refuses the cluster` : `workload identity pool ${pool} belongs to project ${owner}, but the cluster is in project ${project}: Google refuses the cluster`,
          fix: `use ${project ?? 'PROJECT'}.svc.id.goog`,
        });
      }
    }
  },
};

/** The project in which Config Connector creates an object, if an annotation says so. */
const projectOf = (world: World, item: Item): string | undefined => item.annotations[PROJECT] ?? world.find('Namespace', '', item.namespace)?.annotations[PROJECT];
