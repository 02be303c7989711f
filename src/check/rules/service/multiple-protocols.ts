import { behindSeveral, names } from './_multiple-services';
import type { ItemOf } from '../../../world/item';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const multipleProtocols: Check = {
  code: 'MESH515',
  title: 'Deployment whose Services disagree on a port\'s transport protocol',
  aliases: ['IST0116'],
  severity: Severity.WARNING,
  explanation: 'Several Services of one Deployment use the same port with different transport protocols (TCP and UDP). The sidecar creates one inbound listener per port and drops the others.',
  run(world, report) {
    for (const { pod, services } of behindSeveral(world)) {
      const ports = new Map<number, Map<string, Set<ItemOf<'Service'>>>>();
      for (const s of services) {
        for (const p of s.spec.ports ?? []) {
          const transports = ports.get(p.port ?? 0) ?? new Map<string, Set<ItemOf<'Service'>>>();
          ports.set(p.port ?? 0, transports);
          transports.set(p.protocol ?? 'TCP', (transports.get(p.protocol ?? 'TCP') ?? new Set()).add(s));
        }
      }
      for (const [port, transports] of ports) {
        if (transports.size < 2) continue;
        const involved = new Set([...transports.values()].flatMap((set) => [...set]));
        report(pod.item, {
          pointer: '/metadata/name',
          message: `services ${names(involved)} use port ${port} as ${[...transports.keys()].sort().join(' and ')}: the sidecar keeps one of them, and the other gets no traffic`,
          fix: 'use one transport protocol per port, or different ports',
          related: [...involved],
        });
      }
    }
  },
};
