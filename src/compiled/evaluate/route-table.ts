import type { Route, RouteConfiguration, VirtualHost } from '../form';
import { lowerCase, withoutPort } from './host';
import { Memo } from './memo';
import { checkExpressions } from './rewrite';
import { conditionsOf, type Condition } from './route-match';
import type { Seen } from './seen';

/** A route with its conditions at hand. */
export interface PreparedRoute {
  readonly route: Route;
  readonly conditions: readonly Condition[];
}
export interface PreparedHost {
  readonly host: VirtualHost;
  readonly routes: readonly PreparedRoute[];
}
/** A virtual host, and the domain that led to it. */
export interface FoundHost {
  readonly prepared: PreparedHost;
  readonly domain: string;
}

/** A route configuration, indexed as Envoy indexes it. Virtual hosts are prepared on first use. */
export class RouteTable {
  private readonly exact = new Map<string, number>();
  /** by length, the longest first */
  private readonly suffixes: Wildcards;
  private readonly prefixes: Wildcards;
  private readonly prepared: (PreparedHost | undefined)[];
  private any?: number;
  private readonly found = new Memo((authority) => this.find(authority));

  public constructor(public readonly config: RouteConfiguration) {
    const suffixes = new Map<number, Map<string, number>>();
    const prefixes = new Map<number, Map<string, number>>();
    this.prepared = new Array<undefined>(config.virtualHosts.length);
    config.virtualHosts.forEach(({ domains }, index) => {
      for (const written of domains) {
        const domain = lowerCase(written);
        if (domain === '*') this.any ??= index;
        else if (domain.startsWith('*')) place(suffixes, domain.slice(1), index);
        else if (domain.endsWith('*')) place(prefixes, domain.slice(0, -1), index);
        else if (!this.exact.has(domain)) this.exact.set(domain, index);
      }
    });
    this.suffixes = byLength(suffixes);
    this.prefixes = byLength(prefixes);
  }

  /** The virtual host of a Host header: an exact domain, else the longest `*suffix`, else the longest `prefix*`, else `*`. */
  public hostOf(authority: string): FoundHost | undefined {
    return this.found.of(authority);
  }

  private find(authority: string): FoundHost | undefined {
    const host = lowerCase(this.config.ignorePortInHostMatching ? withoutPort(authority) : authority);
    const exact = this.exact.get(host);
    if (exact !== undefined) return { prepared: this.prepare(exact), domain: host };
    for (const [length, map] of this.suffixes) {
      if (length >= host.length) continue; // `*.example` is not `.example`
      const found = map.get(host.slice(host.length - length));
      if (found !== undefined) return { prepared: this.prepare(found), domain: `*${host.slice(host.length - length)}` };
    }
    for (const [length, map] of this.prefixes) {
      if (length >= host.length) continue;
      const found = map.get(host.slice(0, length));
      if (found !== undefined) return { prepared: this.prepare(found), domain: `${host.slice(0, length)}*` };
    }
    return this.any === undefined ? undefined : { prepared: this.prepare(this.any), domain: '*' };
  }

  private prepare(index: number): PreparedHost {
    return this.prepared[index] ??= prepareHost(this.config.virtualHosts[index]);
  }
}

type Wildcards = readonly (readonly [number, ReadonlyMap<string, number>])[];

function place(wildcards: Map<number, Map<string, number>>, text: string, index: number): void {
  let map = wildcards.get(text.length);
  if (!map) wildcards.set(text.length, map = new Map());
  if (!map.has(text)) map.set(text, index);
}

function byLength(wildcards: ReadonlyMap<number, ReadonlyMap<string, number>>): Wildcards {
  return [...wildcards].sort(([a], [b]) => b - a);
}

/** Throws where an expression of a route doesn't compile, in its match or in what it does. */
function prepareHost(host: VirtualHost): PreparedHost {
  for (const route of host.routes) checkExpressions(route);
  return { host, routes: host.routes.map((route) => ({ route, conditions: conditionsOf(route.match) })) };
}

const tables = new WeakMap<RouteConfiguration, RouteTable>();

export function tableOf(config: RouteConfiguration): RouteTable {
  let table = tables.get(config);
  if (!table) tables.set(config, table = new RouteTable(config));
  return table;
}

/** A route that a request may take, and how many of the requests like it do. */
export interface Choice {
  /** undefined: none of the routes match */
  readonly route?: Route;
  readonly share: number;
}
/** A route of which it can't be known whether it matches. */
export interface Doubt {
  readonly route: Route;
  readonly why: string;
}

/**
 * The first route that matches. Several where a route takes but a part of the requests (`runtimeFraction`).
 * `doubt`: whether a route before these matches can't be known.
 */
export function choose(host: PreparedHost, seen: Seen): { readonly choices: readonly Choice[]; readonly doubt?: Doubt } {
  let rest = 1;
  let choices: Choice[] | undefined;
  for (const { route, conditions } of host.routes) {
    const verdict = holds(conditions, seen);
    if (verdict === false) continue;
    if (verdict === undefined) return { choices: choices ?? [], doubt: { route, why: conditions.find((c) => c.test(seen) === undefined)!.why(seen) } };
    const { runtimeFraction: f } = route.match;
    const share = f ? Math.min(1, f.numerator / f.denominator) : 1;
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

/** Why a route doesn't match; undefined when it does, or may. */
export function whyNot(route: PreparedRoute, seen: Seen): string | undefined {
  return route.conditions.find((c) => c.test(seen) === false)?.why(seen);
}
