import { destinations } from './_destinations';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const destinationPortRequired: Check = {
  code: 'MESH203',
  title: 'destination without a port on a host with several ports',
  aliases: ['IST0112'],
  severity: Severity.ERROR,
  explanation: 'If the service has more than one port, the proxy can\'t tell which one the destination means. '
    + 'It uses the cluster for the port that the request came in on, which may not exist; requests then get a 503.',
  run(world, report) {
    for (const use of destinations(world)) {
      const { service: found } = use;
      if (use.destination.port) continue;
      if (!found || found.ports.length < 2) continue;
      report(use.vs, {
        pointer: use.pointer,
        message: `${found.host} has ports ${found.ports.map((p) => p.number).join(', ')}, and the destination does not specify one: the proxy uses the port that the request came in on, and requests get a 503 if the host does not have it`,
        fix: `add port: { number: ${found.ports[0].number} } (or ${found.ports.slice(1).map((p) => p.number).join(', ')}) to the destination`,
        related: [{ item: found.item, pointer: '/spec/ports' }],
      });
    }
  },
};
