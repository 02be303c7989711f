import { destinations } from './_destinations';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const destinationPort: Check = {
  code: 'MESH202',
  title: 'route to a port that the host does not have',
  aliases: ['IST0101'],
  severity: Severity.ERROR,
  reads: (path) => /^number$/.test(path),
  explanation: 'The destination names a port that the service does not expose. The proxy has no cluster for it, and requests get a 503.',
  run(world, report) {
    for (const use of destinations(world)) {
      const { service: found } = use;
      const number = use.destination.port?.number;
      if (!found || !use.destination.port || found.ports.some((p) => p.number === number)) continue;
      const behind = found.ports.find((p) => p.targetPort === number);
      report(use.vs, {
        pointer: `${use.pointer}/port`,
        message: `${found.host} has no port ${number ?? '(none given)'}${behind ? `, which is the targetPort of its port ${behind.number}` : ` (it has ${found.ports.map((p) => p.number).join(', ') || 'none'})`}: requests of this route get a 503`,
        fix: behind ? `set number: ${behind.number}` : 'use a port number that the host has, or add the port to the host',
        related: [{ item: found.item, pointer: '/spec/ports' }],
      });
    }
  },
};
