import { type Server, passes, protocol, serversOf } from './_route-kind';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const speaksHttp = (s: Server): boolean => ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol(s)) || (protocol(s) === 'HTTPS' && !passes(s));

export const httpRoutesOnPassthrough: Check = {
  code: 'MESH307',
  title: 'HTTP rules at a server that does not see HTTP',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A server that passes TLS through, or speaks plain TCP, sees bytes and (with TLS) the server name, no requests. `http` rules of a VirtualService are not used there; '
    + 'it needs `tls` (or `tcp`) rules. Connections are reset, or clients get 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'gateways')) {
      if (!vs.spec.http?.length) continue;
      const servers = serversOf(world, vs);
      const blind = servers.filter(({ server }) => server.port?.protocol && !speaksHttp(server));
      // rules of the right kind beside them serve those servers
      const rest = blind.filter(({ server }) => !((passes(server) || protocol(server) === 'TLS') && vs.spec.tls?.length) && !vs.spec.tcp?.length);
      if (!rest.length) continue;
      // an HTTP server of the Gateway for the same hosts may be the one that is meant
      const some = servers.length > blind.length;
      const { gateway, server, index } = rest[0];
      const through = passes(server);
      report(vs, {
        pointer: '/spec/http',
        severity: some ? Severity.INFO : Severity.ERROR,
        message: `server ${index} of Gateway ${gateway.namespace}/${gateway.name} (port ${server.port?.number ?? '?'}, ${protocol(server)}${server.tls?.mode ? `, ${server.tls.mode}` : ''}) ${through ? 'passes TLS through and sees no requests' : 'sees no HTTP requests'}: the http rules are not used there, connections to ${vs.spec.hosts?.join(', ') ?? 'the hosts'} are reset`,
        fix: through ? 'use tls rules with sniHosts, or end TLS at the gateway (tls.mode SIMPLE, protocol HTTPS)' : 'use tcp rules, or protocol HTTP or HTTPS at the Gateway',
        related: [{ item: gateway, pointer: pointer('spec', 'servers', index) }],
      });
    }
  },
};
