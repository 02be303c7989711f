import { pointer, type Check } from '../engine/check';
import { forNamespace, hostsMatch } from '../engine/hosts';
import type { ItemOf } from '../engine/item';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { gatewaysOf, splitName } from '../traffic/destinations';

type Server = NonNullable<ItemOf<'Gateway'>['spec']['servers']>[number];
interface Bound { readonly gateway: ItemOf<'Gateway'>; readonly server: Server; readonly index: number }

/** The servers that a VirtualService's hosts meet. */
function serversOf(world: World, vs: ItemOf<'VirtualService'>): Bound[] {
  const out: Bound[] = [];
  for (const name of gatewaysOf(vs)) {
    if (name === 'mesh') continue;
    const ref = splitName(name, vs.namespace);
    const gateway = world.find('Gateway', ref.namespace, ref.name);
    gateway?.spec.servers?.forEach((server, index) => {
      const offered = forNamespace((server.hosts ?? []).map((h) => h.replace(/^\.\//, `${gateway.namespace}/`)), vs.namespace);
      if (vs.spec.hosts?.some((h) => offered.some((o) => hostsMatch(o, h)))) out.push({ gateway, server, index });
    });
  }
  return out;
}
const passes = (s: Server): boolean => s.tls?.mode === 'PASSTHROUGH' || s.tls?.mode === 'AUTO_PASSTHROUGH';
const protocol = (s: Server): string => (s.port?.protocol ?? '').toUpperCase();
const speaksHttp = (s: Server): boolean => ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol(s)) || (protocol(s) === 'HTTPS' && !passes(s));

export const httpRoutesOnPassthrough: Check = {
  code: 'MESH307',
  title: 'HTTP rules at a server that does not see HTTP',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A server that passes TLS through, or speaks plain TCP, sees bytes and (with TLS) the server name, no requests. `http` rules of a VirtualService are not used there; '
    + 'it needs `tls` (or `tcp`) rules. Connections are reset, or clients get 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
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

export const tlsRoutesOnTerminate: Check = {
  code: 'MESH308',
  title: 'TLS rules at a server that ends TLS',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`tls` rules route by server name where TLS is passed through. A server that ends TLS (SIMPLE, MUTUAL, …) and speaks HTTPS routes requests by `http` rules; the `tls` rules are not used, and clients get 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      if (!vs.spec.tls?.length || vs.spec.http?.length || vs.spec.tcp?.length) continue;
      const servers = serversOf(world, vs);
      const ending = servers.filter(({ server }) => server.port?.protocol && !passes(server));
      if (!ending.length || ending.length < servers.length) continue;
      const { gateway, server, index } = ending[0];
      report(vs, {
        pointer: '/spec/tls',
        message: `server ${index} of Gateway ${gateway.namespace}/${gateway.name} (port ${server.port?.number ?? '?'}, ${protocol(server)}, ${server.tls?.mode ?? 'no TLS'}) ${server.tls ? 'ends TLS itself' : 'has no TLS'}: the tls rules are not used there, ${protocol(server) === 'TLS' || protocol(server) === 'TCP' ? 'connections are closed' : 'clients get 404'}`,
        fix: 'use http rules (tcp rules for protocol TLS or TCP), or tls.mode PASSTHROUGH at the Gateway',
        related: [{ item: gateway, pointer: pointer('spec', 'servers', index) }],
      });
    }
  },
};
