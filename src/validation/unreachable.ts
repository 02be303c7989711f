import { Place } from './place';
import { entries, Fields, list, number, object, objects, text } from './values';

/** Finds rules and matches in a route list that are unreachable because of earlier ones. */
export function checkReach(routes: unknown, place: Place, isHttp: boolean): void {
  const all = list(routes);
  if (all.length < 2 && list(object(all[0])?.match).length < 2) return;
  const seen = new Map<string, number>();
  const prefixes: Prefix[] = [];
  let catchAll = -1;
  const name = (i: number) => {
    const given = isHttp && text(object(list(routes)[i])?.name);
    return given ? `'${given}'` : `#${i}`;
  };
  const unreached = (i: number, reason: string, ...more: string[]) => place.at(i).warn('MESH121', `rule ${name(i)} is never reached: ${reason}`,
    'move it before the rule that matches its requests, or remove it', 'IST0130', ...more);

  const rules = objects(routes);
  // a single match has nothing to compare with
  const isCompared = rules.reduce((n, [route]) => n + list(route.match).length, 0) > 1;
  for (const [route, i] of rules) {
    const matches = list(route.match);
    if (!matches.length) {
      if (catchAll >= 0) unreached(i, `rule ${name(catchAll)} has no match and matches every request`);
      catchAll = i;
      continue;
    }
    if (catchAll >= 0) {
      unreached(i, `rule ${name(catchAll)} has no match and matches every request`);
      continue;
    }
    if (!isCompared) continue;
    const repeated: { readonly n: number; readonly before: number }[] = [];
    matches.forEach((match, n) => {
      const key = keyOf(match, isHttp);
      const before = seen.get(key);
      if (before !== undefined) {
        repeated.push({ n, before });
        return;
      }
      seen.set(key, i);
      const prefix = isHttp && object(match) ? prefixOf(match, i, n) : undefined;
      if (prefix) prefixes.push(prefix);
    });
    if (repeated.length === matches.length) {
      const before = [...new Set(repeated.map((r) => name(r.before)))];
      unreached(i, `${before.length > 1 ? 'rules' : 'rule'} ${before.join(', ')} before it ${before.length > 1 ? 'have' : 'has'} all its matches`, 'IST0131');
    } else {
      for (const { n, before } of repeated) ineffective(place.at(i, 'match', n), `match ${n} of rule ${name(i)} repeats that of rule ${name(before)}`);
    }
  }
  prefixes.forEach((first, n) => {
    for (const later of prefixes.slice(n + 1)) {
      if (later.uri === first.uri || !covers(first, later)) continue;
      ineffective(place.at(later.rule, 'match', later.match),
        `match ${later.match} of rule ${name(later.rule)} with prefix '${later.uri}' is covered by prefix '${first.uri}' of rule ${name(first.rule)}`);
    }
  });
}

function ineffective(place: Place, message: string): void {
  place.warn('MESH122', `${message}, so it is never reached`, 'put the more specific match first, or remove it', 'IST0131');
}

/** A match without its name, which does not affect requests; with keys in a fixed order. */
function keyOf(match: unknown, isHttp: boolean): string {
  return canonical(match, isHttp ? 'name' : undefined);
}

function canonical(value: unknown, without?: string, depth = 0): string {
  if (depth > 16) return ''; // deeper than any match
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, undefined, depth + 1)).join()}]`;
  const fields = object(value);
  if (!fields) return JSON.stringify(value) ?? '';
  let out = '{';
  for (const key of Object.keys(fields).sort()) if (key !== without) out += `${JSON.stringify(key)}:${canonical(fields[key], undefined, depth + 1)},`;
  return `${out}}`;
}

/** A path prefix match, with the other conditions as Istio compares them. */
interface Prefix {
  readonly rule: number;
  readonly match: number;
  readonly uri: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: Record<string, string>[];
}

function prefixOf(match: Fields, rule: number, n: number): Prefix | undefined {
  const uri = text(object(match.uri)?.prefix);
  if (!uri) return undefined;
  const conditions = (map: unknown) => Object.fromEntries(entries(map).map(([key, value]) => [key, condition(value)]));
  const maps = [match.headers, match.queryParams, match.withoutHeaders].map(conditions);
  return { rule, match: n, uri, port: number(match.port), method: condition(match.method) || 'exact:GET', authority: condition(match.authority), maps };
}

function condition(match: unknown): string {
  const given = object(match);
  return text(given?.exact) ? `exact:${given!.exact}` : text(given?.prefix) ? `prefix:${given!.prefix}` : '';
}

/** Whether an earlier match covers everything that a later one matches. */
function covers(first: Prefix, later: Prefix): boolean {
  const isWider = (a: string, b: string) => a === b || a.startsWith(b);
  if (!later.uri.startsWith(first.uri) || first.port !== later.port) return false;
  if (!isWider(first.method, later.method) || !isWider(first.authority, later.authority)) return false;
  return first.maps.every((map, i) => {
    const other = later.maps[i];
    const keys = Object.keys(map);
    return keys.length === Object.keys(other).length && keys.every((key) => key in other && isWider(map[key], other[key]));
  });
}
