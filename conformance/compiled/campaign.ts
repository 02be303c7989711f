/** Sends randomly generated worlds to istiod, and compares its answers with ours. */
import { asked, type Pair } from './ask';
import { differences, fields, plainOfIstiod, type Plain } from './comparison';
import { Istiod, type WorldAnswer } from './oracle';
import { modelOf, plainOf } from './ours';
import { fingerprints, type RecordedWorld } from './recorded';
import { drawWorld } from './worlds';
import type { Drawn } from './worlds/draw';
import { labAuthority } from '../harness/certificates';

export interface Campaign {
  worlds: number;
  proxies: number;
  objects: number;
  /** rejected by istiod's webhook */
  refused: number;
  fields: number;
  differing: number;
  /** worlds for which istiod gives several answers, of which ours is one */
  unsettled: number;
  /** worlds that istiod didn't answer */
  readonly errors: string[];
  /** differences by where they are, names left out */
  readonly kinds: Map<string, { readonly n: number; readonly example: string }>;
  /** istiod's answers about the first worlds, where it was asked for them */
  readonly recorded: RecordedWorld[];
}
export interface Options {
  /** how many oracles work side by side: 1 where nothing is said */
  readonly processes?: number;
  /** of how many worlds to keep istiod's answers, as fingerprints */
  readonly record?: number;
  progress?(line: string): void;
  difference?(line: string): void;
}

/** Worlds for one process: it keeps what it made of each. */
const WORLDS_A_PROCESS = 100;
/** How often istiod is asked again about a world where we differ: some of its answers go by the order of Go's maps. */
const TRIES = 8;

export async function compareWorlds(program: string, first: number, count: number, options: Options = {}): Promise<Campaign> {
  const result: Campaign = { worlds: 0, proxies: 0, objects: 0, refused: 0, fields: 0, differing: 0, unsettled: 0, errors: [], kinds: new Map(), recorded: [] };
  const pair = await drawnPair();
  const starts = Array.from({ length: Math.ceil(count / WORLDS_A_PROCESS) }, (_, i) => first + i * WORLDS_A_PROCESS);
  const work = async (): Promise<void> => {
    for (let from = starts.shift(); from !== undefined; from = starts.shift()) {
      const last = Math.min(from + WORLDS_A_PROCESS, first + count) - 1;
      await compareRange(program, from, last, pair, result, options);
      options.progress?.(`to world ${last}: ${result.proxies} proxies, ${result.fields} fields, ${result.differing} differing in ${result.kinds.size} kinds, ${result.errors.length} failed`);
    }
  };
  await Promise.all(Array.from({ length: options.processes ?? 1 }, work));
  return result;
}

async function compareRange(program: string, first: number, last: number, pair: Pair, result: Campaign, options: Options): Promise<void> {
  const istiod = new Istiod(program);
  // istiod works on the next world while we compare this one
  let next = question(istiod, first, pair);
  for (let seed = first; seed <= last; seed++) {
    const { drawn, answer } = await next;
    if (seed < last) next = question(istiod, seed + 1, pair);
    const found = compareWorld(drawn, answer);
    const { length } = found.differing;
    if (!length && !found.error && result.recorded.length < (options.record ?? 0)) {
      result.recorded.push({ seed, refused: answer.refused ?? [], proxies: answer.proxies!.map((p) => fingerprints(plainOfIstiod(p))) });
    }
    for (let again = 0; found.differing.length && again < TRIES; again++) settle(found, await istiod.ask(asked(drawn, pair)));
    result.unsettled += length - found.differing.length;
    enter(drawn, found, result, options);
  }
  istiod.close();
}

export const drawnPair = async (): Promise<Pair> => (await labAuthority()).issue('drawn.example.com');

/** The differences between istiod and our compiler for one world, as text: istiod is asked again if there are any. */
export async function differencesIn(istiod: Istiod, drawn: Drawn, pair: Pair): Promise<{ readonly fields: number; readonly differing: readonly string[] }> {
  const found = compareWorld(drawn, await istiod.ask(asked(drawn, pair)));
  for (let again = 0; found.differing.length && again < TRIES; again++) settle(found, await istiod.ask(asked(drawn, pair)));
  return { fields: found.fields, differing: found.error === undefined ? found.differing.flatMap((d) => d.texts) : [found.error] };
}

async function question(istiod: Istiod, seed: number, pair: Pair): Promise<{ drawn: Drawn; answer: WorldAnswer }> {
  const drawn = drawWorld(seed);
  return { drawn, answer: await istiod.ask(asked(drawn, pair)) };
}

const PARTS = ['listeners', 'routes', 'clusters'] as const;
/** A listener, route configuration or cluster of a proxy. */
interface Differing { readonly proxy: number; readonly part: typeof PARTS[number]; readonly name: string; readonly texts: readonly string[] }
interface Compared {
  readonly error?: string;
  readonly refused: number;
  readonly fields: number;
  readonly ours: readonly (Plain | undefined)[];
  differing: readonly Differing[];
}

function compareWorld(drawn: Drawn, answer: WorldAnswer): Compared {
  if (answer.error) return { error: `${drawn.id}: ${answer.error.slice(0, 400)}`, refused: 0, fields: 0, ours: [], differing: [] };
  const model = modelOf(drawn, answer.refused);
  const differing: Differing[] = [];
  let total = 0;
  const ours = drawn.proxies.map((p, proxy) => {
    const theirs = plainOfIstiod(answer.proxies![proxy]);
    total += fields(theirs);
    const where = `${drawn.id} ${p.namespace}/${p.name}`;
    try {
      const plain = plainOf(model, p);
      for (const part of PARTS) {
        for (const name of new Set([...Object.keys(theirs[part]), ...Object.keys(plain[part])])) {
          const texts = differences(theirs[part][name], plain[part][name], `/${part}/${name}`).map((d) => `${where} ${d}`);
          if (texts.length) differing.push({ proxy, part, name, texts });
        }
      }
      return plain;
    } catch (e) {
      differing.push({ proxy, part: 'listeners', name: '', texts: [`${where} threw ${(e as Error).stack}`] });
      return undefined;
    }
  });
  return { refused: answer.refused?.length ?? 0, fields: total, ours, differing };
}

/** Removes what equals another answer of istiod. */
function settle(found: Compared, answer: WorldAnswer): void {
  if (answer.error) return;
  const theirs = answer.proxies!.map(plainOfIstiod);
  found.differing = found.differing.filter(({ proxy, part, name }) => {
    const ours = found.ours[proxy];
    return !ours || differences(theirs[proxy][part][name], ours[part][name]).length > 0;
  });
}

function enter(drawn: Drawn, { error, refused, ours, fields: total, differing }: Compared, result: Campaign, options: Options): void {
  if (error !== undefined) {
    result.errors.push(error);
    return;
  }
  result.worlds++;
  result.objects += drawn.objects.length;
  result.refused += refused;
  result.proxies += ours.length;
  result.fields += total;
  for (const { part, name, texts } of differing) {
    for (const text of texts) {
      const kind = kindOf(text, `/${part}/${name}`);
      const known = result.kinds.get(kind);
      result.kinds.set(kind, { n: (known?.n ?? 0) + 1, example: known?.example ?? text });
      result.differing++;
      options.difference?.(text);
    }
  }
}

/** The place of a difference, without names and list indexes. */
function kindOf(text: string, resource: string): string {
  const at = text.indexOf(resource);
  if (at < 0) return text.split('\n')[0].replace(/^\S+ \S+ /, '');
  return `${resource.split('/')[1]}${text.slice(at + resource.length).split(':')[0].replace(/\/\d+(?=\/|$)/g, '/#')}`;
}
