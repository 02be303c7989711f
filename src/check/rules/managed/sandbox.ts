import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { fleetOf } from '../fleet/_facts';

export const sandbox: Check = {
  code: 'MESH763',
  title: 'GKE Sandbox in a fleet with a mesh',
  aliases: ['G-WL3'],
  severity: Severity.WARNING,
  explanation: 'A cluster with GKE Sandbox (gVisor) anywhere in a fleet keeps the fleet from moving to Traffic Director, and sandboxed pods get no proxy.',
  run(world, report) {
    if (!managed(world) && fleetOf(world).members.length === 0) return;
    for (const pod of world.pods(undefined)) {
      if ((pod.spec as { runtimeClassName?: unknown }).runtimeClassName === 'gvisor') {
        report(pod.item, {
          pointer: `${pod.pointer}/runtimeClassName`,
          message: `pods of ${pod.item.kind} ${world.nameOf(pod.item)} run in GKE Sandbox, which the managed mesh of the fleet does not support: they get no proxy, and the fleet can't move to Traffic Director`,
          fix: 'run them in a cluster outside the fleet, or without the sandbox',
        });
      }
    }
  },
};
