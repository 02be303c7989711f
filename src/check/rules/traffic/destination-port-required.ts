import { destinations } from './_destinations';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const destinationPortRequired: Check = {
  code: 'MESH203',
  title: 'destination without a port while the host has several',
  aliases: ['IST0112'],
  severity: Severity.ERROR,
  explanation: 'Without a port the proxy can only guess which port of the service is meant when the service has more than one. '
    + 'It sends to a cluster of the port that the request came in on, which may not exist; requests then get 503.',
  run(world, report) {
    for (const use of destinations(world)) {
      const { service: found } = use;
      if (use.destination.port) continue;
      if (!found || found.ports.length < 2) continue;
      report(use.vs, {
        pointer: use.pointer,
        message: `${found.host} has ports ${found.ports.map((p) => p.number).join(', ')}, and the destination does not say which: the port that the request came in on is used, and where there is none such the answer is 503`,
        fix: `add port: { number: ${found.ports[0].number} } (or ${found.ports.slice(1).map((p) => p.number).join(', ')}) to the destination`,
        related: [{ item: found.item, pointer: '/spec/ports' }],
      });
    }
  },
};
