import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const POOL = '.svc.id.goog';

export const clusterPool: Check = {
  code: 'MESH729',
  title: 'cluster with the workload identity pool of another project',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The workload identity pool of a GKE cluster is that of its own project, `PROJECT.svc.id.goog`. Google refuses a cluster with any other pool.',
  run(world, report) {
    for (const cluster of world.ofKind('container.cnrm.cloud.google.com', 'ContainerCluster')) {
      const pool = text(cluster.object, 'spec.workloadIdentityConfig.workloadPool');
      const project = cluster.annotations['cnrm.cloud.google.com/project-id'];
      if (pool === undefined || project === undefined || pool === `${project}${POOL}`) continue;
      report(cluster, {
        pointer: '/spec/workloadIdentityConfig/workloadPool',
        message: `'${pool}' is not the pool of project ${project}: Google refuses ContainerCluster ${cluster.namespace}/${cluster.name}`,
        fix: `use ${project}${POOL}`,
      });
    }
  },
};
