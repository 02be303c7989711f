import { clusterId, oneMesh, planes } from './_clusters';
import { clusterOf, membersOf } from './_facts';
import { meshId, operatorCluster, type Setting } from './_operator-values';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The name that a cluster has in the mesh. */
function nameIn(world: World): Setting | undefined {
  const value = clusterId(world);
  const [item] = planes(world);
  return operatorCluster(world) ?? (value && item ? { value, item, pointer: '/spec/template/spec/containers' } : undefined);
}

/** Whether clusters are of one mesh: both say so, or one reads the other. */
function together(a: World, b: World): boolean {
  const [x, y] = [meshId(a), meshId(b)];
  return x && y ? x.value === y.value : oneMesh(a, b);
}

export const sameClusterName: Check = {
  code: 'MESH939',
  title: 'two clusters of one mesh with the same name',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'istiod distinguishes the clusters of a mesh by their names (`values.global.multiCluster.clusterName`, or `CLUSTER_ID` of istiod; by default `Kubernetes`). It ignores a remote secret for a cluster with its own name, so the services there have no endpoints.',
  runFleet(worlds, report) {
    const members = membersOf(worlds);
    members.forEach((b, i) => {
      const name = nameIn(b);
      const a = name && members.slice(0, i).find((w) => nameIn(w)?.value === name.value && together(w, b));
      if (!a) return;
      report(name.item, {
        pointer: name.pointer,
        message: `clusters ${clusterOf(a)} and ${clusterOf(b)} of one mesh are both named ${name.value}: istiod ignores the remote secret of a cluster with its own name, and calls between the clusters find no endpoints`,
        fix: `give the control plane of ${clusterOf(b)} a name of its own (values.global.multiCluster.clusterName), and use it in the remote secret`,
        related: [nameIn(a)!.item],
      });
    });
  },
};
