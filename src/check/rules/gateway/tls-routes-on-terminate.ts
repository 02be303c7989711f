import { passes, protocol, serversOf } from './_route-kind';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const tlsRoutesOnTerminate: Check = {
  code: 'MESH308',
  title: 'TLS routes on a server that terminates TLS',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`tls` routes match the server name (SNI) where TLS is passed through. A server that terminates TLS (SIMPLE, MUTUAL, …) for HTTPS uses the `http` routes; the `tls` routes are ignored, and clients get a 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'tls')) {
      if (!vs.spec.tls?.length || vs.spec.http?.length || vs.spec.tcp?.length) continue;
      const servers = serversOf(world, vs);
      const ending = servers.filter(({ server }) => server.port?.protocol && !passes(server));
      if (!ending.length || ending.length < servers.length) continue;
      const { gateway, server, index } = ending[0];
      report(vs, {
        pointer: '/spec/tls',
        message: `server ${index} of Gateway ${gateway.namespace}/${gateway.name} (port ${server.port?.number ?? '?'}, ${protocol(server)}, ${server.tls?.mode ?? 'no TLS'}) ${server.tls ? 'terminates TLS' : 'has no TLS'}: the tls routes are not used there, ${protocol(server) === 'TLS' || protocol(server) === 'TCP' ? 'connections are closed' : 'clients get 404'}`,
        fix: 'use http routes (tcp routes for protocol TLS or TCP), or tls.mode PASSTHROUGH on the Gateway',
        related: [{ item: gateway, pointer: pointer('spec', 'servers', index) }],
      });
    }
  },
};
