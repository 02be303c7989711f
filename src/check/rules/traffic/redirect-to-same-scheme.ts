import { loopsAt, schemeOf, sharedHost } from './_redirect-loops';
import { forNamespace } from '../../../world/hosts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { protocol, serversOf } from '../gateway/_route-kind';

export const redirectToSameScheme: Check = {
  code: 'MESH267',
  title: 'redirect to the scheme that the request came by',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A redirect of a VirtualService to `scheme: https` holds at every server of the bound Gateways that has the host. The HTTPS server answers the second request, which came over HTTPS, with the same redirect, '
    + 'and browsers stop with "too many redirects". Match the port of the plain HTTP server, or let the Gateway redirect by `tls.httpsRedirect`.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.redirect.scheme')) {
      const routes = vs.spec.http ?? [];
      const servers = serversOf(world, vs);
      routes.forEach((route, i) => {
        const found = servers.find(({ gateway, server }) => loopsAt(vs, routes, i, gateway, server) && !sharedHost(world, vs, gateway));
        if (!found) return;
        const { gateway, server, index } = found;
        const plain = servers.find((s) => schemeOf(s.server) !== schemeOf(server))?.server.port?.number ?? (schemeOf(server) === 'https' ? 80 : 443);
        const hosts = forNamespace(server.hosts ?? [], vs.namespace);
        report(vs, {
          pointer: pointer('spec', 'http', i, 'redirect', 'scheme'),
          message: `server ${index} of Gateway ${gateway.namespace}/${gateway.name} (port ${server.port?.number ?? ''}, ${protocol(server)}, ${hosts.join(', ')}) uses this rule too, and redirects ${route.redirect!.scheme} requests to ${route.redirect!.scheme} again: clients are sent round until they give up`,
          fix: `match the port of the other server: match: [{ port: ${plain}${route.match?.[0]?.uri ? ', uri: …' : ''} }]${schemeOf(server) === 'https' ? '; or remove the rule, and write tls: { httpsRedirect: true } at the HTTP server of the Gateway' : ''}`,
          related: [{ item: gateway, pointer: pointer('spec', 'servers', index) }],
        });
      });
    }
  },
};
