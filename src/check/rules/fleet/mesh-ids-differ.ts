import { oneMesh } from './_clusters';
import { clusterOf, membersOf } from './_facts';
import { isOneOfSeveral, meshId } from './_operator-values';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const together = (a: World, b: World): boolean => oneMesh(a, b) || (isOneOfSeveral(a) && isOneOfSeveral(b));

export const meshIdsDiffer: Check = {
  code: 'MESH940',
  title: 'clusters of one mesh with different mesh IDs',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'All control planes of a mesh have the same mesh ID (`values.global.meshID`, or `defaultConfig.meshId` of the mesh configuration). With different ones, telemetry reports two meshes, and whatever selects by mesh finds a part of the workloads.',
  runFleet(worlds, report) {
    const members = membersOf(worlds);
    members.forEach((b, i) => {
      const own = meshId(b);
      const a = own && members.slice(0, i).find((w) => (meshId(w)?.value ?? own.value) !== own.value && together(w, b));
      const other = a && meshId(a);
      if (!other) return;
      report(own.item, {
        pointer: own.pointer,
        message: `the mesh ID of cluster ${clusterOf(b)} is ${own.value} and that of ${clusterOf(a)} is ${other.value}, though they form one mesh: telemetry reports them as two`,
        fix: `use mesh ID ${other.value} in both`,
        related: [other.item],
      });
    });
  },
};
