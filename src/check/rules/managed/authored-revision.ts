import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { clusterOf } from '../fleet/_facts';

export const authoredRevision: Check = {
  code: 'MESH753',
  title: 'revision that Google authors, too',
  aliases: ['G-CP3'],
  severity: Severity.ERROR,
  explanation: 'With automatic management Google makes the ControlPlaneRevision. One of your own is in its way.',
  run(world, report) {
    if (!managed(world)?.automatic) return;
    for (const revision of world.ofKind('mesh.cloud.google.com', 'ControlPlaneRevision')) {
      report(revision, {
        message: `the fleet manages the control plane of ${clusterOf(world)} automatically, and makes its revision itself: this one is in its way`,
        fix: 'remove the ControlPlaneRevision, or manage the mesh by hand (management: MANAGEMENT_MANUAL of the feature membership)',
      });
    }
  },
};
