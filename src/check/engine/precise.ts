import type { Precedences } from './precedence';
import { CheckLayer, Severity, type Finding } from '../finding';

const RANK: Readonly<Record<string, number>> = { [CheckLayer.SCHEMA]: 0, [CheckLayer.ADMISSION]: 1, [CheckLayer.SEMANTIC]: 2 };

interface Placed {
  readonly item?: { readonly order: number; readonly object?: unknown };
  readonly world: number;
  readonly finding: Finding;
  /** Whether the finding is not reported: it may suppress others of its place, but does not pass on its codes. */
  readonly hidden?: boolean;
}

/** If two findings describe one mistake, keeps the more precise one, with the codes of both. */
export function precise<P extends Placed>(found: readonly P[], precedence: Precedences): P[] {
  const silent = new Set<P>();
  const aliases = new Map<P, readonly string[]>();
  for (const list of byObject(found)) {
    if (list.length < 2) continue;
    const near = neighbours(list, precedence);
    for (const f of list) {
      const reported = near(f).find((other) => other !== f && !silent.has(other) && covers(other, f, precedence));
      if (!reported) continue;
      silent.add(f);
      if (f.hidden) continue;
      aliases.set(reported, [...new Set([...aliases.get(reported) ?? reported.finding.aliases, ...f.finding.aliases])]);
    }
  }
  if (!silent.size) return [...found];
  return found.filter((f) => !silent.has(f)).map((f) => (aliases.has(f) ? { ...f, finding: { ...f.finding, aliases: [...aliases.get(f)!] } } : f));
}

/** The findings of each object of each world. */
function* byObject<P extends Placed>(found: readonly P[]): Iterable<readonly P[]> {
  const worlds = new Map<number, Map<number, P[]>>();
  for (const f of found) {
    if (!f.item) continue;
    let objects = worlds.get(f.world);
    if (!objects) worlds.set(f.world, objects = new Map());
    const list = objects.get(f.item.order);
    if (list) list.push(f); else objects.set(f.item.order, [f]);
  }
  for (const objects of worlds.values()) yield* objects.values();
}

/** Findings that might describe the same mistake: at the place, around it, and up to two steps below it. */
function neighbours<P extends Placed>(list: readonly P[], precedence: Precedences): (f: P) => readonly P[] {
  const at = new Map<string, P[]>();
  const within = new Map<string, P[]>();
  const append = (map: Map<string, P[]>, key: string, f: P): void => {
    const there = map.get(key);
    if (there) there.push(f); else map.set(key, [f]);
  };
  for (const f of list) {
    const where = placeOf(f.finding, precedence);
    append(at, where, f);
    for (let up = parent(where), steps = 0; up !== undefined && steps < 2; up = parent(up), steps++) append(within, up, f);
  }
  return (f) => {
    const place = f.finding.pointer ?? '';
    const lists = [at.get(place), within.get(place || '/spec')];
    for (let up = parent(place); up !== undefined; up = parent(up)) lists.push(at.get(up));
    // only one of its siblings describes it more precisely: the host of a destination, of its subset
    if (place.endsWith('/subset')) lists.push(at.get(place.replace(/\/subset$/, '/host')));
    return lists.flatMap((findings) => findings ?? []);
  };
}

const parent = (place: string): string | undefined => (place === '' ? undefined : place.slice(0, place.lastIndexOf('/')));

/** The place that a finding is about; for a missing field, where it would be. */
const placeOf = (finding: Finding, precedence: Precedences): string => precedence(finding.code).place?.(finding) ?? finding.pointer ?? '';

/** Whether the first finding covers the second, and is more precise. */
function covers(one: Placed, other: Placed, precedence: Precedences): boolean {
  const [first, second] = [one.finding, other.finding];
  const own = precedence(second.code);
  const [place, there] = [placeOf(first, precedence), second.pointer ?? ''];
  if (first.pointer === second.pointer && own.yieldsTo?.includes(first.code)) return true;
  // a finding that is not reported at synth, as the world is open, must not hide one that is
  if (first.severity === Severity.INFO && second.severity !== Severity.INFO) return false;
  if (own.yieldsIf?.(second, first, place)) return true;
  if (own.explains || RANK[first.layer] >= RANK[second.layer] || !refuses(one, place, precedence)) return false;
  if (place === there || (precedence(first.code).refusesContent && there.startsWith(`${place}/`))) return true;
  if (there !== '' && !place.startsWith(`${there}/`)) return false;
  return own.reads?.(place.slice(there.length + 1), second) ?? false;
}

/** Whether a single value is rejected, not a combination of several. */
function refuses({ item, finding: { code, severity } }: Placed, place: string, precedence: Precedences): boolean {
  if (severity !== Severity.ERROR) return false;
  if (precedence(code).refusesValue) return true;
  const value = place.split('/').slice(1).reduce<any>((of, key) => of?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], item?.object);
  return typeof value !== 'object' || value === null;
}
