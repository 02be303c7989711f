import { CheckLayer, Severity, type Finding } from '../finding';

/** Findings of two checks at one place that come of one mistake: the first is silent where the second speaks. */
const PAIRS: Readonly<Record<string, string | readonly string[]>> = {
  MESH124: 'MESH236', // istiod warns of failover without outlier detection, too
  MESH201: 'MESH935', // a host that nobody exports
  MESH207: 'MESH205', // a Gateway that does not exist serves no host
  MESH214: 'MESH935',
  MESH606: ['MESH101', 'MESH935'], // a malformed host is imported from nowhere
};
/** What the schema says of a value itself: whatever istiod says of the same value is the same mistake. */
const OF_A_VALUE: ReadonlySet<string> = new Set(['MESH011', 'MESH014', 'MESH015', 'MESH016']);

interface Placed {
  readonly item?: { readonly order: number };
  readonly world: number;
  readonly finding: Finding;
  /** It is not told: others of its place may be silent for it, and don't go by its codes. */
  readonly hidden?: boolean;
}

/** Where two findings say the same of one place, leaves the more precise one, under the codes of both. */
export function precise<P extends Placed>(found: readonly P[]): P[] {
  const places = new Map<string, P[]>();
  for (const f of found) {
    if (!f.item) continue;
    const key = `${f.world} ${f.item.order} ${f.finding.pointer ?? ''}`;
    const list = places.get(key);
    if (list) list.push(f); else places.set(key, [f]);
  }
  const silent = new Set<P>();
  const aliases = new Map<P, readonly string[]>();
  for (const list of places.values()) {
    if (list.length < 2) continue;
    for (const f of list) {
      const speaks = list.find((other) => other !== f && !silent.has(other) && says(other.finding, f.finding));
      if (!speaks) continue;
      silent.add(f);
      if (f.hidden) continue;
      aliases.set(speaks, [...new Set([...aliases.get(speaks) ?? speaks.finding.aliases, ...f.finding.aliases])]);
    }
  }
  if (!silent.size) return [...found];
  return found.filter((f) => !silent.has(f)).map((f) => (aliases.has(f) ? { ...f, finding: { ...f.finding, aliases: [...aliases.get(f)!] } } : f));
}

/** Whether the first says what the second does, and more precisely. */
function says(first: Finding, second: Finding): boolean {
  if ([PAIRS[second.code] ?? []].flat().includes(first.code)) return true;
  if (first.layer !== CheckLayer.SCHEMA || second.layer !== CheckLayer.ADMISSION || second.severity !== Severity.ERROR) return false;
  if (OF_A_VALUE.has(first.code)) return true;
  const missing = first.code === 'MESH013' ? /^'(\w+)' is missing/.exec(first.message)?.[1] : undefined;
  return missing !== undefined && second.code === 'MESH104' && new RegExp(`\\b${missing}\\b`).test(`${second.message} ${second.fix}`);
}
