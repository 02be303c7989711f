import { gatewaysOf, splitName } from './_destinations';
import { hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { HttpMatch, HttpRoute } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { protocol, passes, type Server } from '../gateway/_route-kind';

type VirtualService = ItemOf<'VirtualService'>;
type Gateway = ItemOf<'Gateway'>;

/** How requests come to a server: plainly, or over TLS that it ends. Undefined where it sees none. */
export const schemeOf = (server: Server): 'http' | 'https' | undefined => {
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

/**
 * Whether requests come back to the rule that redirected them.
 * @param asked the scheme that clients call the server by, where a balancer in front of it changes that
 * @param port the port that they call
 */
export function loopsAt(vs: VirtualService, routes: readonly HttpRoute[], index: number, gateway: Gateway, server: Server, asked: 'http' | 'https' | undefined = schemeOf(server), port: number | undefined = server.port?.number): boolean {
  const { redirect, match } = routes[index];
  const scheme = schemeOf(server);
  if (!redirect || !scheme || redirect.uri !== undefined || redirect.scheme?.toLowerCase() !== asked) return false;
  if (redirect.authority !== undefined && !vs.spec.hosts?.includes(redirect.authority)) return false;
  if (redirect.port !== undefined && redirect.port !== port) return false;
  const held = (m: HttpMatch) => holdsAt(m, vs, gateway, server, scheme);
  return (match?.length ? match : [{}]).some((m) => held(m) && !asksBalancer(m)
    && !routes.slice(0, index).some((r) => (r.match?.length ? r.match : [{}]).some((b) => held(b) && covers(b, m))));
}

/** Another VirtualService that has a rule for every request of the host there: which one counts depends on their age. */
export function sharedHost(world: World, vs: VirtualService, gateway: Gateway): boolean {
  const open = (m: HttpMatch) => !rest(m).length || m.uri?.prefix === '/';
  return world.all('VirtualService').some((other) => other !== vs && gatewaysOf(other).some((g) => names(g, other, gateway))
    && other.spec.hosts?.some((h) => vs.spec.hosts?.some((mine) => hostsMatch(h, mine)))
    && other.spec.http?.some((r) => !r.redirect && (r.match?.length ? r.match : [{}]).some(open)));
}
