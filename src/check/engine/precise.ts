import { CheckLayer, Severity, type Finding } from '../finding';

/** Findings of two checks at one place that come of one mistake: the first is silent where the second speaks. */
const PAIRS: Readonly<Record<string, string | readonly string[]>> = {
  MESH124: 'MESH236', // istiod warns of failover without outlier detection, too
  MESH201: 'MESH935', // a host that nobody exports
  MESH207: 'MESH205', // a Gateway that does not exist serves no host
  MESH214: 'MESH935',
  MESH241: 'MESH245', // of two TCP entries without addresses on one port, the clash says more
  MESH522: 'MESH680', // it knows what becomes of the waypoint
  MESH606: ['MESH101', 'MESH935'], // a malformed host is imported from nowhere
};
/** What the schema says of a value itself: whatever else is said of the same value is the same mistake. */
const OF_A_VALUE: ReadonlySet<string> = new Set(['MESH011', 'MESH014', 'MESH015', 'MESH016']);

/** Judgements of a part of an object by what is in it, here by a path from its place: where that is refused, they judge what is not there. */
const OF_PARTS: Readonly<Record<string, RegExp>> = {
  MESH110: /^(kind|name|group)$/,
  MESH124: /^(labels|matchLabels)\b/,
  MESH202: /^number$/,
  MESH215: /^labels\b/,
  MESH222: /^\d+\b/,
  MESH237: /^labels\b/,
  MESH401: /^match(Labels|Expressions)\b/,
  MESH601: /^labels\b/,
  MESH603: /^spec\/workloadSelector\b/,
  MESH801: /^(kind|name|namespace|group)$/,
  MESH804: /^(kind|name|namespace|group)$/,
};
const RANK: Readonly<Record<string, number>> = { [CheckLayer.SCHEMA]: 0, [CheckLayer.ADMISSION]: 1, [CheckLayer.SEMANTIC]: 2 };

interface Placed {
  readonly item?: { readonly order: number; readonly object?: unknown };
  readonly world: number;
  readonly finding: Finding;
  /** It is not told: others of its place may be silent for it, and don't go by its codes. */
  readonly hidden?: boolean;
}

/** Where two findings tell of one mistake, leaves the more precise one, under the codes of both. */
export function precise<P extends Placed>(found: readonly P[]): P[] {
  const objects = new Map<string, P[]>();
  for (const f of found) {
    if (!f.item) continue;
    const key = `${f.world} ${f.item.order}`;
    const list = objects.get(key);
    if (list) list.push(f); else objects.set(key, [f]);
  }
  const silent = new Set<P>();
  const aliases = new Map<P, readonly string[]>();
  for (const list of objects.values()) {
    if (list.length < 2) continue;
    const near = neighbours(list);
    for (const f of list) {
      const speaks = near(f).find((other) => other !== f && !silent.has(other) && says(other, f));
      if (!speaks) continue;
      silent.add(f);
      if (f.hidden) continue;
      aliases.set(speaks, [...new Set([...aliases.get(speaks) ?? speaks.finding.aliases, ...f.finding.aliases])]);
    }
  }
  if (!silent.size) return [...found];
  return found.filter((f) => !silent.has(f)).map((f) => (aliases.has(f) ? { ...f, finding: { ...f.finding, aliases: [...aliases.get(f)!] } } : f));
}

/** What could say the same of an object: findings at the place, around it, and up to two steps in it. */
function neighbours<P extends Placed>(list: readonly P[]): (f: P) => readonly P[] {
  const at = new Map<string, P[]>();
  const within = new Map<string, P[]>();
  const put = (map: Map<string, P[]>, key: string, f: P): void => {
    const there = map.get(key);
    if (there) there.push(f); else map.set(key, [f]);
  };
  for (const f of list) {
    const where = placeOf(f.finding);
    put(at, where, f);
    for (let up = parent(where), steps = 0; up !== undefined && steps < 2; up = parent(up), steps++) put(within, up, f);
  }
  return (f) => {
    const place = f.finding.pointer ?? '';
    const found = [...at.get(place) ?? [], ...within.get(place || '/spec') ?? []];
    for (let up = parent(place); up !== undefined; up = parent(up)) found.push(...at.get(up) ?? []);
    // of its siblings only one says more of it: the host of a destination, of its subset
    if (place.endsWith('/subset')) found.push(...at.get(place.replace(/\/subset$/, '/host')) ?? []);
    return found;
  };
}

const parent = (place: string): string | undefined => (place === '' ? undefined : place.slice(0, place.lastIndexOf('/')));

/** The place that a finding is about: of a field that is missing, where it would be. */
function placeOf({ code, message, pointer = '' }: Finding): string {
  const missing = code === 'MESH013' ? /^'([\w-]+)' is missing/.exec(message)?.[1] : undefined;
  return missing === undefined ? pointer : `${pointer}/${missing}`;
}

/** Whether the first says what the second does, and more precisely. */
function says(one: Placed, other: Placed): boolean {
  const [first, second] = [one.finding, other.finding];
  const [place, there] = [placeOf(first), second.pointer ?? ''];
  if (first.pointer === second.pointer && [PAIRS[second.code] ?? []].flat().includes(first.code)) return true;
  // what isn't told at synth, as the world is open, must not hide what is
  if (first.severity === Severity.INFO && second.severity !== Severity.INFO) return false;
  switch (`${first.code} ${second.code}`) {
    case 'MESH016 MESH015': return place === there && /is empty/.test(first.message);
    case 'MESH201 MESH204': return place.replace(/\/host$/, '/subset') === there;
    case 'MESH603 MESH124': return there === '/spec/workloadSelector';
    // the copy of a Gateway, with its certificate
    case 'MESH305 MESH306': return there === `${place}/tls` && (second.related ?? []).every((r) => first.related?.some((s) => s.namespace === r.namespace && s.name === r.name));
  }
  // what was to be the settings is a field that does not exist
  if (first.code === 'MESH012' && second.code === 'MESH104' && /has no settings/.test(second.message)) return place.startsWith(`${there}/`);
  if (RANK[first.layer] >= RANK[second.layer] || !refuses(one, place)) return false;
  if (second.code === 'MESH206') return false; // it knows why istiod refuses the name
  if (place === there || (first.code === 'MESH011' && there.startsWith(`${place}/`))) return true;
  if (there !== '' && !place.startsWith(`${there}/`)) return false;
  const path = place.slice(there.length + 1);
  if (second.code === 'MESH104') return /has no settings/.test(second.message) || path.split('/').some((name) => isNamed(name, `${second.message} ${second.fix}`));
  return OF_PARTS[second.code]?.test(path) ?? false;
}

/** Whether a text has a name as a word of its own. The name is a key of the manifest, which may hold anything. */
function isNamed(name: string, text: string): boolean {
  const isWord = (c: string | undefined): boolean => c !== undefined && /\w/.test(c);
  if (name === '') return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (isWord(text[at - 1]) !== isWord(name[0]) && isWord(name.at(-1)) !== isWord(text[at + name.length])) return true;
  }
  return false;
}

/** Whether a value is refused, rather than what several say together. */
function refuses({ item, finding: { code, layer, severity } }: Placed, place: string): boolean {
  if (severity !== Severity.ERROR) return false;
  if (layer === CheckLayer.SCHEMA && (OF_A_VALUE.has(code) || code === 'MESH013')) return true;
  const value = place.split('/').slice(1).reduce<any>((of, key) => of?.[key.replace(/~1/g, '/').replace(/~0/g, '~')], item?.object);
  return typeof value !== 'object' || value === null;
}
