import { type Server, passes, protocol, serversOf } from './_route-kind';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const speaksHttp = (s: Server): boolean => ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol(s)) || (protocol(s) === 'HTTPS' && !passes(s));

export const httpRoutesOnPassthrough: Check = {
  code: 'MESH307',
  title: 'HTTP routes on a server that does not see HTTP',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A server that passes TLS through, or whose protocol is TCP, sees bytes and (with TLS) the server name (SNI), but no requests. The `http` routes of a VirtualService are not used there; '
    + 'it needs `tls` (or `tcp`) routes. Connections are reset, or clients get a 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'gateways')) {
      if (!vs.spec.http?.length) continue;
      const servers = serversOf(world, vs);
      const blind = servers.filter(({ server }) => server.port?.protocol && !speaksHttp(server));
      // the right kind of rules exists for those servers
      const rest = blind.filter(({ server }) => !((passes(server) || protocol(server) === 'TLS') && vs.spec.tls?.length) && !vs.spec.tcp?.length);
      if (!rest.length) continue;
      // the rules may be meant for an HTTP server of the Gateway for the same hosts
      const some = servers.length > blind.length;
      const { gateway, server, index } = rest[0];
      const through = passes(server);
      report(vs, {
        pointer: '/spec/http',
        severity: some ? Severity.INFO : Severity.ERROR,
        message: `server ${index} of Gateway ${gateway.namespace}/${gateway.name} (port ${server.port?.number ?? '?'}, ${protocol(server)}${server.tls?.mode ? `, ${server.tls.mode}` : ''}) ${through ? 'passes TLS through and sees no requests' : 'sees no HTTP requests'}: the http routes are not used there, and connections to ${vs.spec.hosts?.join(', ') ?? 'the hosts'} are reset`,
        fix: through ? 'use tls routes with sniHosts, or terminate TLS at the gateway (tls.mode SIMPLE, protocol HTTPS)' : 'use tcp routes, or protocol HTTP or HTTPS on the Gateway',
        related: [{ item: gateway, pointer: pointer('spec', 'servers', index) }],
      });
    }
  },
};
