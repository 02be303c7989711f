import { tlsTo } from './client-tls';
import { destinations, gatewaysOf, onMesh, target } from './destinations';
import type { Check } from '../engine/check';
import { isHttp, isOpaque, isTls } from '../engine/protocol';
import { Severity } from '../finding';

export const httpToTcpPort: Check = {
  code: 'MESH229',
  title: 'HTTP rules for a port that does not speak HTTP',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For a port that is declared as TCP (or TLS) sidecars make a TCP listener: they see no requests, and none of the `http` rules for the host is ever used. '
    + 'The protocol comes from `appProtocol`, or the name of the port.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      if (!onMesh(vs) || !vs.spec.http?.length) continue;
      (vs.spec.hosts ?? []).forEach((host, i) => {
        const service = target(world, vs, host);
        if (!service || !service.ports.length || service.ports.some((p) => isHttp(p.protocol) || !isOpaque(p.protocol))) return;
        report(vs, {
          pointer: `/spec/hosts/${i}`,
          message: `no port of ${service.host} speaks HTTP (${service.ports.map((p) => `${p.number} is ${p.protocol}`).join(', ')}): sidecars don't use the http rules of this VirtualService, its traffic goes straight to the service`,
          fix: 'set appProtocol: http (or name the port http-…) if it does speak HTTP; else use tcp or tls rules',
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      });
    }
  },
};

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
