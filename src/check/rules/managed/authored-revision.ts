import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { clusterOf } from '../fleet/_facts';

export const authoredRevision: Check = {
  code: 'MESH753',
  title: 'revision that Google also manages',
  aliases: ['G-CP3'],
  severity: Severity.ERROR,
  explanation: 'With automatic management Google creates the ControlPlaneRevision. One that you create conflicts with it.',
  run(world, report) {
    if (!managed(world)?.automatic) return;
    for (const revision of world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision')) {
      report(revision, {
        message: `the fleet manages the control plane of ${clusterOf(world)} automatically, and creates its revision itself: this one conflicts with it`,
        fix: 'remove the ControlPlaneRevision, or manage the mesh manually (management: MANAGEMENT_MANUAL in the feature membership)',
      });
    }
  },
};
