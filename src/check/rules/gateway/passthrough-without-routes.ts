import { boundTo, meetsHosts } from './_bound';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether the hosts, or the port, are those of east-west traffic. */
const eastWest = (hosts: readonly string[], port: number | undefined): boolean =>
  port === 15443 || (hosts.length > 0 && hosts.every((h) => /\*\.(local|global)$/.test(h) || h.endsWith('.svc.cluster.local')));

export const passthroughWithoutRoutes: Check = {
  code: 'MESH316',
  title: 'TLS passthrough server without tls routes',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A server with `tls.mode: PASSTHROUGH` gets a filter chain for each `tls` route of a VirtualService bound to its Gateway, by `sniHosts`. Without such a route there is no filter chain, and the gateway closes the connections. '
    + 'East-west gateways (port 15443, hosts `*.local`) need no routes: they use the mode `AUTO_PASSTHROUGH`, which routes to services in the registry.',
  run(world, report) {
    for (const gateway of world.all('Gateway', 'servers.tls.mode')) {
      gateway.spec.servers?.forEach((server, i) => {
        if (server.tls?.mode !== 'PASSTHROUGH') return;
        const hosts = server.hosts ?? [];
        const bare = hosts.map((h) => h.slice(h.indexOf('/') + 1));
        const bound = boundTo(world, gateway).filter((vs) => meetsHosts(gateway, hosts, vs));
        // rules of another kind are reported at the VirtualService
        if (bound.some((vs) => vs.spec.tls?.length || vs.spec.http?.length || vs.spec.tcp?.length)) return;
        const automatic = eastWest(bare, server.port?.number);
        if (!automatic && !world.closed(gateway.namespace)) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'mode'),
          severity: automatic && world.closed(gateway.namespace) ? Severity.ERROR : Severity.WARNING,
          message: `no VirtualService has tls routes for ${hosts.join(', ') || 'the hosts'} of this server (port ${server.port?.number ?? '?'}): it has no filter chain, and the gateway closes every connection`,
          fix: automatic ? 'use tls.mode: AUTO_PASSTHROUGH, with which an east-west gateway forwards to the services of the cluster' : `bind a VirtualService to the Gateway, with tls routes whose sniHosts are ${bare.join(', ') || 'the hosts'}`,
        });
      });
    }
  },
};
