import { circles, isSameScheme } from './_redirect-circles';
import { ruleOf } from './_rule-of';
import { forNamespace } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { passes, protocol, serversOf, type Server } from '../gateway/_route-kind';

/** The scheme of requests to a server: plaintext, or TLS that it terminates. Undefined if it sees no requests. */
function schemeOf(server: Server): 'http' | 'https' | undefined {
  if (passes(server)) return undefined;
  const p = protocol(server);
  return p === 'HTTPS' ? 'https' : ['HTTP', 'HTTP2', 'GRPC'].includes(p) ? 'http' : undefined;
}

/** The server at which requests with a scheme match a VirtualService, and the port of a server for the other scheme. */
function serversFor(world: World, vs: ItemOf<'VirtualService'>, scheme: string) {
  const servers = serversOf(world, vs).filter(({ server }) => schemeOf(server) !== undefined);
  const isSame = (server: Server) => schemeOf(server) === scheme;
  return { found: servers.find((s) => isSame(s.server)), other: servers.find((s) => !isSame(s.server))?.server.port?.number ?? (scheme === 'https' ? 80 : 443) };
}

export const redirectToSameScheme: Check = {
  code: 'MESH267',
  title: 'redirect to the scheme that the request already uses',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A VirtualService redirect to `scheme: https` applies at every server of the bound Gateways that has the host. The HTTPS server answers the second request, which came over HTTPS, with the same redirect, '
    + 'and browsers stop with "too many redirects". Match the port of the plain HTTP server, or let the Gateway redirect with `tls.httpsRedirect`.',
  run(world, report) {
    for (const circle of circles(world).filter((c) => !c.ended && isSameScheme(c))) {
      const rule = ruleOf(world, circle.route.origin!);
      if (!rule?.virtualService) continue;
      const vs = rule.virtualService;
      const [{ url }] = circle.hops;
      const scheme = url.split(':', 1)[0];
      const { found, other } = serversFor(world, vs, scheme);
      const hosts = found ? forNamespace(found.server.hosts ?? [], vs.namespace) : [];
      const at = found ? `server ${found.index} of Gateway ${found.gateway.namespace}/${found.gateway.name} (port ${found.server.port?.number ?? ''}, ${protocol(found.server)}, ${hosts.join(', ')}) also uses this rule, and` : 'the proxy';
      report(vs, {
        pointer: `${rule.redirect}/scheme`,
        message: `${at} redirects ${url} to ${url} again: browsers stop with "too many redirects"`,
        fix: `match the port of the other server: match: [{ port: ${other}${vs.spec.http?.[rule.index].match?.[0]?.uri ? ', uri: …' : ''} }]${scheme === 'https' ? '; or remove the rule, and set tls: { httpsRedirect: true } on the HTTP server of the Gateway' : ''}`,
        related: found ? [{ item: found.gateway, pointer: pointer('spec', 'servers', found.index) }] : [],
      });
    }
  },
};
