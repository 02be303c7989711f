import type { Cors, DirectResponseAction, ForwardAction, FractionalPercent, HttpConnectionManager, Route, RouteConfiguration, VirtualHost, WeightedCluster } from '../form';
import { changeHeaders, type Headers } from './header-changes';
import { isPreflight, PREFLIGHT, redirectLocation, rewriteHost, rewritePath } from './rewrite';
import { choose, tableOf, type FoundHost } from './route-table';
import { headerOf, see, type HttpRequest, type Refused, type Seen } from './seen';
import { stringTest } from './string-match';

/** The result for a share of otherwise identical requests. */
export interface Branch {
  /** share of the requests; those of all branches add up to 1 */
  readonly share: number;
  readonly result: 'forward' | 'redirect' | 'direct' | 'abort' | 'preflight' | 'noRoute' | 'refused' | 'unknown';
  readonly virtualHost?: VirtualHost;
  readonly route?: Route;
  /** the response, if the proxy itself answers */
  readonly status?: number;
  /** Envoy's `%RESPONSE_CODE_DETAILS%`, if the proxy itself answers */
  readonly details?: string;
  readonly location?: string;
  /** the cluster that gets the request; its name is '' if the header that names the cluster is missing */
  readonly cluster?: WeightedCluster;
  /** the path as the service sees it */
  readonly path?: string;
  readonly authority?: string;
  readonly headers?: Headers;
  /** why the result is unknown */
  readonly why?: string;
}

/** How an HTTP connection manager answers a request with a route configuration. */
export interface HttpAnswer {
  readonly branches: readonly Branch[];
  /** the request as the routes saw it; undefined if no route was looked up */
  readonly seen?: Seen;
  readonly found?: FoundHost;
}

/** Throws if Envoy rejects an expression of the request's virtual host. */
export function answer(manager: HttpConnectionManager, config: RouteConfiguration, request: HttpRequest): HttpAnswer {
  const seen = see(request, manager);
  if ('details' in seen) return { branches: [refused(seen)] };
  const found = tableOf(config).hostOf(seen.authority);
  if (!found) return { seen, branches: [NO_ROUTE] };
  const { host } = found.prepared;
  if (host.requireTls === 'ALL' && seen.forwardedProto !== 'https') return { seen, found, branches: [toTls(host, seen)] };
  const { choices, doubt } = choose(found.prepared, seen);
  if (choices.length === 1 && choices[0].route && !doubt) return { seen, found, branches: act({ manager, config, host, route: choices[0].route, seen }, choices[0].share) };
  const branches = choices.flatMap(({ route, share }) => (route ? act({ manager, config, host, route, seen }, share) : [{ ...NO_ROUTE, virtualHost: host, share }]));
  if (doubt) {
    const share = 1 - choices.reduce((sum, c) => sum + c.share, 0);
    branches.push({ share, result: 'unknown', virtualHost: host, route: doubt.route, why: doubt.why });
  }
  return { seen, found, branches };
}

const NO_ROUTE: Branch = { share: 1, result: 'noRoute', status: 404, details: 'route_not_found' };

function refused({ status, details, location }: Refused): Branch {
  return { share: 1, result: location === undefined ? 'refused' : 'redirect', status, details, location };
}

function toTls(virtualHost: VirtualHost, seen: Seen): Branch {
  return { share: 1, result: 'redirect', virtualHost, status: 301, details: 'direct_response', location: `https://${seen.authority}${seen.path}` };
}

interface Place {
  readonly manager: HttpConnectionManager;
  readonly config: RouteConfiguration;
  readonly host: VirtualHost;
  readonly route: Route;
  readonly seen: Seen;
}

/** The HTTP filters in their order: those that answer, or let only some requests pass. */
function act(place: Place, share: number): Branch[] {
  const { host: virtualHost, route, seen } = place;
  if (!route.fault?.abort && seen.method !== PREFLIGHT) return finish(place, share);
  const branches: Branch[] = [];
  let rest = share;
  for (const filter of place.manager.httpFilters) {
    if (filter === FAULT && route.fault?.abort) {
      const part = rest * fraction(route.fault.abort.percentage);
      if (part > 0) branches.push({ share: part, result: 'abort', virtualHost, route, status: route.fault.abort.httpStatus ?? 200, details: 'fault_filter_abort' });
      rest -= part;
    }
    if (filter === CORS && route.action.kind === 'forward' && answersPreflight([route.cors, virtualHost.cors], seen)) {
      branches.push({ share: rest, result: 'preflight', virtualHost, route, status: 200, details: 'cors_response' });
      return branches;
    }
    if (rest <= 0) return branches;
  }
  return [...branches, ...finish(place, rest)];
}
const FAULT = 'envoy.filters.http.fault';
const CORS = 'envoy.filters.http.cors';

function fraction({ numerator, denominator }: FractionalPercent): number {
  return Math.min(1, numerator / denominator);
}


/** By the CORS policies of the route and of its virtual host: for each field, the first one that sets it. */
function answersPreflight(policies: readonly (Cors | undefined)[], seen: Seen): boolean {
  if (!isPreflight(seen)) return false;
  const known = policies.filter((p) => p !== undefined);
  if (known.length === 0 || (known[0].filterEnabled && fraction(known[0].filterEnabled) === 0)) return false;
  const origin = headerOf(seen, 'origin')!;
  const allowed = known.map((p) => p.allowOriginStringMatch ?? []).find((list) => list.length > 0) ?? [];
  if (allowed.map(stringTest).some((test) => test('*') || test(origin))) return true;
  return known.map((p) => p.forwardNotMatchingPreflights).find((f) => f !== undefined) === false;
}

function finish(place: Place, share: number): Branch[] {
  const { host: virtualHost, route, seen } = place;
  const { action } = route;
  switch (action.kind) {
    case 'redirect':
      return [{ share, result: 'redirect', virtualHost, route, status: action.responseCode ?? 301, details: 'direct_response', location: redirectLocation(route, action, seen) }];
    case 'directResponse': return [direct(place, action, share)];
    case 'forward': return forward(place, action, share);
  }
}

function direct({ host: virtualHost, route }: Place, { status }: DirectResponseAction, share: number): Branch {
  return { share, result: 'direct', virtualHost, route, status, details: 'direct_response' };
}

function forward(place: Place, action: ForwardAction, share: number): Branch[] {
  const { seen } = place;
  if (action.clusterHeader === undefined && action.clusters.length === 1) return [new Forward(place, action, action.clusters[0], share)];
  const total = action.clusters.reduce((sum, c) => sum + (c.weight ?? 0), 0);
  const single = action.clusterHeader !== undefined;
  const clusters: readonly WeightedCluster[] = action.clusterHeader === undefined ? action.clusters : [{ name: seen.headers.get(action.clusterHeader.toLowerCase())?.[0] ?? '' }];
  return clusters.filter((c) => single || (c.weight ?? 0) > 0).map((cluster) => new Forward(place, action, cluster, single ? share : (share * cluster.weight!) / total));
}

/** A branch that leads to a cluster. The request that the service sees is computed on demand. */
class Forward implements Branch {
  public readonly result = 'forward';
  public readonly virtualHost: VirtualHost;
  public readonly route: Route;
  private changed?: { readonly headers: Headers; readonly authority: string };

  public constructor(private readonly place: Place, private readonly action: ForwardAction, public readonly cluster: WeightedCluster, public readonly share: number) {
    this.virtualHost = place.host;
    this.route = place.route;
  }

  public get path(): string {
    return rewritePath(this.route.match.path, this.action, this.place.seen.path);
  }

  public get headers(): Headers {
    return this.sent.headers;
  }

  public get authority(): string {
    return this.sent.authority;
  }

  private get sent(): { readonly headers: Headers; readonly authority: string } {
    return this.changed ??= change(this.place, this.action, this.cluster);
  }
}

/** The headers as the service sees them, including the Host header. */
function change({ host: virtualHost, route, seen, config }: Place, action: ForwardAction, cluster: WeightedCluster): { readonly headers: Headers; readonly authority: string } {
  const byCluster = changeHeaders(seen, [cluster.requestHeaders]);
  const changed: Seen = { ...seen, headers: byCluster, authority: cluster.hostRewrite || seen.authority };
  const headers = changeHeaders(changed, [route.requestHeaders, virtualHost.requestHeaders, config.requestHeaders]);
  return { headers, authority: rewriteHost(action, { ...changed, headers }) || changed.authority };
}
