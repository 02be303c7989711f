import { onMesh, target } from './destinations';
import type { Check } from '../engine/check';
import { isHttp, isOpaque } from '../engine/protocol';
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
