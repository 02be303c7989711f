import { tlsTo } from './client-tls';
import { destinations, gatewaysOf, target } from './destinations';
import type { Check } from '../engine/check';
import { isTls } from '../engine/protocol';
import { Severity } from '../finding';

export const plainToTlsPort: Check = {
  code: 'MESH240',
  title: 'plain HTTP to a port that speaks TLS',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A gateway has taken off TLS, and routes the request in plain text to a port that is declared HTTPS or TLS; no DestinationRule tells it to open TLS again. '
    + 'The server answers 400, or closes the connection (503 `UC`).',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      if (!gatewaysOf(vs).some((g) => g !== 'mesh')) continue;
      for (const use of destinations(vs)) {
        if (use.kind !== 'http') continue;
        const service = target(world, vs, use.host);
        if (!service) continue;
        const number = use.destination.port?.number ?? (service.ports.length === 1 ? service.ports[0].number : undefined);
        const port = service.ports.find((p) => p.number === number);
        if (!port || !isTls(port.protocol)) continue;
        const tls = tlsTo(world, service.host, port.number, use.destination.subset);
        if (tls && tls.mode !== 'DISABLE') continue;
        report(vs, {
          pointer: use.pointer,
          message: `port ${port.number} of ${service.host} speaks ${port.protocol}, and the gateway sends plain HTTP to it: the server answers 400 or closes the connection, clients get 503`,
          fix: `add a DestinationRule for ${service.host} with tls.mode SIMPLE on port ${port.number}, or pass TLS through`,
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      }
    }
  },
};
