import type { Route, RouteConfiguration, RouteMatch, VirtualHost } from '../form';
import { Indexed, Searched, type Domains } from './domains';
import { lowerCase, withoutPort } from './host';
import { Memo } from './memo';
import { checkExpressions } from './rewrite';
import { conditionsOf, type Condition } from './route-match';
import type { Seen } from './seen';

/** A route with its prepared conditions. */
export interface PreparedRoute {
  readonly route: Route;
  /** the fraction of matching requests that use the route */
  readonly share: number;
  readonly conditions: readonly Condition[];
}
export interface PreparedHost {
  readonly host: VirtualHost;
  readonly routes: readonly PreparedRoute[];
}
/** A virtual host, and the domain that matched. */
export interface FoundHost {
  readonly prepared: PreparedHost;
  readonly domain: string;
}

/** A route configuration with Envoy's virtual host lookup. Virtual hosts are prepared on first use. */
export class RouteTable {
  private readonly domains: Domains;
  private readonly prepared = new Map<VirtualHost, PreparedHost>();
  private readonly found = new Memo((authority) => this.find(authority));

  public constructor(public readonly config: RouteConfiguration) {
    this.domains = config.find ? new Searched(config.find) : new Indexed(config.virtualHosts);
  }

  /** The virtual host for a Host header: by an exact domain, else the longest `*suffix`, else the longest `prefix*`, else `*`. */
  public hostOf(authority: string): FoundHost | undefined {
    return this.found.of(authority);
  }

  private find(authority: string): FoundHost | undefined {
    const found = this.domains.of(lowerCase(this.config.ignorePortInHostMatching ? withoutPort(authority) : authority));
    return found && { prepared: this.prepare(found.host), domain: found.domain };
  }

  private prepare(host: VirtualHost): PreparedHost {
    let prepared = this.prepared.get(host);
    if (!prepared) this.prepared.set(host, prepared = prepareHost(host));
    return prepared;
  }
}

/** Throws if an expression in a route's match or action doesn't compile. */
function prepareHost(host: VirtualHost): PreparedHost {
  for (const route of host.routes) checkExpressions(route);
  return { host, routes: host.routes.map((route) => ({ route, share: shareOf(route.match), conditions: conditionsOf(route.match) })) };
}

function shareOf({ runtimeFraction: part }: RouteMatch): number {
  return part ? Math.min(1, part.numerator / part.denominator) : 1;
}

const tables = new WeakMap<RouteConfiguration, RouteTable>();

export function tableOf(config: RouteConfiguration): RouteTable {
  let table = tables.get(config);
  if (!table) tables.set(config, table = new RouteTable(config));
  return table;
}

/** A possible route for a request, and the fraction of such requests that use it. */
export interface Choice {
  /** undefined: no route matches */
  readonly route?: Route;
  readonly share: number;
}
/** A route for which it is unknown whether it matches. */
export interface Doubt {
  readonly route: Route;
  readonly why: string;
}

/**
 * The first matching route. There are several if a route only handles a fraction of the requests (`runtimeFraction`). `doubt`: an earlier route for
 * which a match is unknown.
 */
export function choose(host: PreparedHost, seen: Seen): { readonly choices: readonly Choice[]; readonly doubt?: Doubt } {
  let rest = 1;
  let choices: Choice[] | undefined;
  for (const { route, share, conditions } of host.routes) {
    const verdict = holds(conditions, seen);
    if (verdict === false) continue;
    if (verdict === undefined) return { choices: choices ?? [], doubt: { route, why: conditions.find((c) => c.test(seen) === undefined)!.why(seen) } };
    if (share === 1 && !choices) return { choices: [{ route, share: 1 }] };
    choices ??= [];
    if (share > 0) choices.push({ route, share: rest * share });
    rest *= 1 - share;
    if (rest === 0) return { choices };
  }
  return { choices: [...choices ?? [], { share: rest }] };
}

function holds(conditions: readonly Condition[], seen: Seen): boolean | undefined {
  let verdict: boolean | undefined = true;
  for (const condition of conditions) {
    const one = condition.test(seen);
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

/** Why a route doesn't match; undefined if it does, or may. */
export function whyNot(route: PreparedRoute, seen: Seen): string | undefined {
  return route.conditions.find((c) => c.test(seen) === false)?.why(seen);
}
