import { tlsTo } from './_client-tls';
import { destinations } from './_destinations';
import { clientsOf } from './_route-clients';
import { unbalanced } from './_unbalanced';
import { isHttp } from '../../../world/protocol';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const portWhereClientChooses: Check = {
  code: 'MESH274',
  title: 'route to another port although the client chooses the port',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With `resolution: NONE` a sidecar keeps the address and the port that the client called. A route from port 80 to port 443 of the same host still sends requests to port 80, but with the settings of port 443: TLS to a server that expects plaintext. '
    + 'To change the port, set `targetPort` on the port that clients call.',
  run(world, report) {
    for (const use of destinations(world)) {
      const port = use.destination.port?.number;
      if (use.mirror || port === undefined || use.kind !== 'http' || use.service?.kind !== 'ServiceEntry' || unbalanced(world, use.service)?.kind !== 'none' || !clientsOf(use).mesh) continue;
      if (!use.vs.spec.hosts?.some((h) => world.registry.resolve(h, use.vs.namespace) === use.full)) continue;
      if (use.service.ports.find((p) => p.number === port)?.targetPort !== undefined) continue;
      const matches = use.vs.spec.http?.[use.route]?.match ?? [];
      const called = use.service.ports.filter((p) => p.number !== port && isHttp(p.protocol) && (!matches.length || matches.some((m) => m.port === undefined || m.port === p.number)));
      if (!called.length) continue;
      const tls = tlsTo(world, use.full, port)?.mode;
      const { number, name } = called[0];
      report(use.vs, {
        pointer: `${use.pointer}/port`,
        message: `ServiceEntry ${use.service.namespace}/${use.service.item.name} has resolution NONE, which keeps the client's port: requests to port ${number} go to port ${number} of ${use.full}, not to ${port}${tls && tls !== 'DISABLE' ? `, with the TLS settings (${tls}) of port ${port}` : ''}`,
        fix: `set the port in the ServiceEntry: { number: ${number}, name: ${name || 'http'}, protocol: HTTP, targetPort: ${port} }, move the DestinationRule settings to port ${number} and remove this route; or set resolution: DNS`,
        related: [use.service.item],
      });
    }
  },
};
