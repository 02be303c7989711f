import { gatewaysOf, splitName } from './_destinations';
import { forNamespace, hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { HttpMatch, HttpRoute } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { protocol, passes, serversOf, type Server } from '../gateway/_route-kind';

type VirtualService = ItemOf<'VirtualService'>;
type Gateway = ItemOf<'Gateway'>;

/** How requests come to a server: plainly, or over TLS that it ends. Undefined where it sees none. */
const schemeOf = (server: Server): 'http' | 'https' | undefined => {
  if (passes(server)) return undefined;
  const p = protocol(server);
  return p === 'HTTPS' ? 'https' : p === 'HTTP' || p === 'HTTP2' || p === 'GRPC' ? 'http' : undefined;
};

/** Whether a name in a VirtualService is that of a Gateway. */
function names(text: string, vs: VirtualService, gateway: Gateway): boolean {
  const ref = splitName(text, vs.namespace);
  return ref.namespace === gateway.namespace && ref.name === gateway.name;
}

/** Whether a match can hold for requests at a server, as far as it is about the way they came. */
function holdsAt(match: HttpMatch, vs: VirtualService, gateway: Gateway, server: Server, scheme: 'http' | 'https'): boolean {
  if (match.port !== undefined && match.port !== server.port?.number) return false;
  if (match.gateways?.length && !match.gateways.some((g) => names(g, vs, gateway))) return false;
  const { exact, prefix, regex } = match.scheme ?? {};
  if (exact !== undefined) return exact.toLowerCase() === scheme;
  if (prefix !== undefined) return scheme.startsWith(prefix.toLowerCase());
  return regex === undefined; // a pattern may tell them apart
}

/** What a match says besides the way requests came. */
const rest = (match: HttpMatch): string[] => Object.keys(match).filter((k) => !['port', 'gateways', 'scheme', 'name'].includes(k) && (match as Record<string, unknown>)[k] !== undefined);
const HOPS = /^x-forwarded-|^forwarded$|^cf-visitor$|^cloudfront-/i;

/** Whether a match looks at how a balancer says that the request came. */
const asksBalancer = (match: HttpMatch): boolean => [...Object.keys(match.headers ?? {}), ...Object.keys(match.withoutHeaders ?? {})].some((h) => HOPS.test(h));

/** Whether requests that one match takes are all taken by another, as far as paths tell. */
function covers(before: HttpMatch, match: HttpMatch): boolean {
  const others = rest(before);
  if (!others.length) return true;
  if (JSON.stringify(others.map((k) => [k, (before as any)[k]])) === JSON.stringify(rest(match).map((k) => [k, (match as any)[k]]))) return true;
  const prefix = before.uri?.prefix;
  if (others.some((k) => k !== 'uri') || prefix === undefined) return false;
  return prefix === '/' || (match.uri?.prefix ?? match.uri?.exact ?? '').startsWith(prefix);
}

/** The match by which requests come back to the rule that redirected them. */
function loopsAt(vs: VirtualService, routes: readonly HttpRoute[], index: number, gateway: Gateway, server: Server): boolean {
  const { redirect, match } = routes[index];
  const scheme = schemeOf(server);
  if (!redirect || !scheme || redirect.uri !== undefined || redirect.scheme?.toLowerCase() !== scheme) return false;
  if (redirect.authority !== undefined && !vs.spec.hosts?.includes(redirect.authority)) return false;
  if (redirect.port !== undefined && redirect.port !== server.port?.number) return false;
  const held = (m: HttpMatch) => holdsAt(m, vs, gateway, server, scheme);
  return (match?.length ? match : [{}]).some((m) => held(m) && !asksBalancer(m)
    && !routes.slice(0, index).some((r) => (r.match?.length ? r.match : [{}]).some((b) => held(b) && covers(b, m))));
}

/** Another VirtualService that has a rule for every request of the host there: which one counts depends on their age. */
function sharedHost(world: World, vs: VirtualService, gateway: Gateway): boolean {
  const open = (m: HttpMatch) => !rest(m).length || m.uri?.prefix === '/';
  return world.all('VirtualService').some((other) => other !== vs && gatewaysOf(other).some((g) => names(g, other, gateway))
    && other.spec.hosts?.some((h) => vs.spec.hosts?.some((mine) => hostsMatch(h, mine)))
    && other.spec.http?.some((r) => !r.redirect && (r.match?.length ? r.match : [{}]).some(open)));
}

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
