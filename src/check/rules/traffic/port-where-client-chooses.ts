import { tlsTo } from './_client-tls';
import { destinations } from './_destinations';
import { clientsOf } from './_route-clients';
import { unbalanced } from './_unbalanced';
import { isHttp } from '../../../world/protocol';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const portWhereClientChooses: Check = {
  code: 'MESH274',
  title: 'route to another port that leaves the port to the client',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With `resolution: NONE` a sidecar keeps the address and the port that the client called. A route from port 80 to port 443 of the same host still sends to port 80, with the settings of port 443: TLS to a server that expects plain text. '
    + '`targetPort` of the port that clients call is what changes it.',
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
        message: `ServiceEntry ${use.service.namespace}/${use.service.item.name} has resolution NONE, which keeps the port of the client: requests to port ${number} go to port ${number} of ${use.full}, not to ${port}${tls && tls !== 'DISABLE' ? `, with the TLS (${tls}) that is meant for ${port}` : ''}`,
        fix: `write the port in the ServiceEntry: { number: ${number}, name: ${name || 'http'}, protocol: HTTP, targetPort: ${port} }, the settings of the DestinationRule for port ${number}, and remove this route; or write resolution: DNS`,
        related: [use.service.item],
      });
    }
  },
};
