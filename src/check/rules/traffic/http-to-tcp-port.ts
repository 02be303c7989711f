import { onMesh, target } from './_destinations';
import { isOpaque } from '../../../world/protocol';
import type { Registered } from '../../../world/services';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether no port of a service carries requests that a proxy can see. */
const deaf = (service: Registered): boolean => service.ports.length > 0 && service.ports.every((p) => isOpaque(p.protocol));

export const httpToTcpPort: Check = {
  code: 'MESH229',
  title: 'HTTP routes for a port that does not speak HTTP',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For a port declared as TCP (or TLS) sidecars create a TCP listener: they see no requests, and none of the `http` routes for the host is ever used. '
    + 'The protocol is taken from `appProtocol` or the name of the port.',
  run(world, report) {
    if (![world, ...world.siblings].some((w) => w.registry.all().some(deaf))) return;
    for (const vs of world.all('VirtualService')) {
      if (!onMesh(vs) || !vs.spec.http?.length) continue;
      (vs.spec.hosts ?? []).forEach((host, i) => {
        const service = target(world, vs, host);
        if (!service || !deaf(service)) return;
        report(vs, {
          pointer: `/spec/hosts/${i}`,
          message: `no port of ${service.host} speaks HTTP (${service.ports.map((p) => `${p.number} is ${p.protocol}`).join(', ')}): sidecars don't use the http routes of this VirtualService, and its traffic goes straight to the service`,
          fix: 'set appProtocol: http (or name the port http-…) if it does speak HTTP; otherwise use tcp or tls routes',
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      });
    }
  },
};
