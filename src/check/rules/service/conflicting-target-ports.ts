import { behindSeveral, names } from './_multiple-services';
import type { ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const conflictingTargetPorts: Check = {
  code: 'MESH516',
  title: 'Deployment behind services that reach one container port by different ports',
  aliases: ['IST0137'],
  severity: Severity.WARNING,
  explanation: 'Services in front of one Deployment share a targetPort and differ in port. The sidecar\'s inbound settings of that container port come from one of them; '
    + 'policies and metrics of the others are attributed to it.',
  run(world, report) {
    for (const { pod, services } of behindSeveral(world)) {
      const targets = new Map<string, Map<number, ItemOf<'Service'>>>();
      for (const s of services) {
        for (const p of s.spec.ports ?? []) {
          const target = String(p.targetPort ?? '') === '0' || p.targetPort === undefined || p.targetPort === '' ? String(p.port ?? 0) : String(p.targetPort);
          targets.set(target, (targets.get(target) ?? new Map()).set(p.port ?? 0, s));
        }
      }
      for (const [target, ports] of targets) {
        if (ports.size < 2) continue;
        const involved = new Set(ports.values());
        report(pod.item, {
          pointer: pointer('metadata', 'name'),
          message: `services ${names(involved)} lead to container port ${target} by ports ${[...ports.keys()].sort((a, b) => a - b).join(', ')}: the sidecar settles on one of them for its inbound listener`,
          fix: 'use one port for one targetPort, or different container ports',
          related: [...involved],
        });
      }
    }
  },
};
