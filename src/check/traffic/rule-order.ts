import { pointer } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { HttpMatch, StringMatch } from '../engine/shapes/istio';

export interface Ineffective {
  readonly pointer: string;
  readonly reason: string;
  /** the whole route, not only one match of it */
  readonly unreachable: boolean;
}
type Vs = ItemOf<'VirtualService'>;
const seen = new WeakMap<Vs, readonly Ineffective[]>();

/** Routes and matches of a VirtualService that earlier ones leave nothing to. */
export function analyzeRules(vs: Vs): readonly Ineffective[] {
  let found = seen.get(vs);
  if (!found) seen.set(vs, found = [...repeats(vs), ...coveredPrefixes(vs)]);
  return found;
}

function* repeats(vs: Vs): Iterable<Ineffective> {
  for (const kind of ['http', 'tcp', 'tls'] as const) {
    const before = new Map<string, number>();
    let catchAll = -1;
    const several = (vs.spec[kind] ?? []).reduce((n, r) => n + (r.match?.length ?? 0), 0) > 1;
    for (const [i, route] of (vs.spec[kind] ?? []).entries()) {
      const at = pointer('spec', kind, i);
      if (!route.match?.length) {
        if (catchAll >= 0) yield { pointer: at, unreachable: true, reason: `route ${catchAll} has no matches either, and takes every request` };
        catchAll = i;
        continue;
      }
      let repeated = 0;
      for (const [j, match] of route.match.entries()) {
        if (catchAll >= 0) {
          yield { pointer: at, unreachable: true, reason: `route ${catchAll} before it has no matches and takes every request` };
          continue;
        }
        if (!several) continue;
        const key = canonical(match);
        const earlier = before.get(key);
        if (earlier === undefined) {
          before.set(key, i);
          continue;
        }
        repeated++;
        yield { pointer: `${at}/match/${j}`, unreachable: false, reason: `route ${earlier} has the same match` };
      }
      if (repeated === route.match.length) yield { pointer: at, unreachable: true, reason: 'earlier routes have all of its matches' };
    }
  }
}

interface Prefixed {
  readonly route: number;
  readonly prefix: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: readonly ReadonlyMap<string, string>[];
}
const exactOrPrefix = (m: StringMatch | undefined): string => (m?.exact ? `exact ${m.exact}` : m?.prefix ? `prefix ${m.prefix}` : '');
const conditions = (m: Readonly<Record<string, StringMatch>> | undefined) => new Map(Object.entries(m ?? {}).map(([k, v]) => [k, exactOrPrefix(v)]));

/** Walks the prefixes of each prefix: time in proportion to the matches, not to their pairs. */
function* coveredPrefixes(vs: Vs): Iterable<Ineffective> {
  const earlier = new Map<string, Prefixed[]>();
  for (const [i, route] of (vs.spec.http ?? []).entries()) {
    for (const [j, match] of (route.match ?? []).entries()) {
      const prefix = match.uri?.prefix;
      if (!prefix) continue;
      const b: Prefixed = {
        route: i,
        prefix,
        port: match.port ?? 0,
        method: exactOrPrefix(match.method) || 'exact GET', // as istiod judges it
        authority: exactOrPrefix(match.authority),
        maps: [conditions(match.headers), conditions(match.queryParams), conditions(match.withoutHeaders)],
      };
      for (let n = 1; n < prefix.length; n++) {
        const a = earlier.get(prefix.slice(0, n))?.find((x) => covers(x, b));
        if (!a) continue;
        yield { pointer: pointer('spec', 'http', i, 'match', j), unreachable: false, reason: `prefix ${a.prefix} of ${a.route === i ? 'an earlier match of the same route' : `route ${a.route}`} covers ${prefix}` };
        break;
      }
      const list = earlier.get(prefix);
      if (list) list.push(b); else earlier.set(prefix, [b]);
    }
  }
}
const covers = (a: Prefixed, b: Prefixed): boolean => a.port === b.port && a.method.startsWith(b.method) && a.authority.startsWith(b.authority)
  && a.maps.every((m, i) => m.size === b.maps[i].size && [...m].every(([k, v]) => b.maps[i].has(k) && v.startsWith(b.maps[i].get(k)!)));

/** The match as text, whatever the order of its keys; its name doesn't matter. */
export function canonical(match: HttpMatch | object): string {
  return JSON.stringify(match, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([k]) => key !== '' || k !== 'name').sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
