/** Asks istiod about drawn worlds, and compares its answers with ours. */
import { asked } from './ask';
import { differences, fields, plainOfIstiod } from './comparison';
import { Istiod, type WorldAnswer } from './oracle';
import { modelOf, plainOf } from './ours';
import { drawWorld } from './worlds';
import type { Drawn } from './worlds/draw';

export interface Campaign {
  worlds: number;
  proxies: number;
  objects: number;
  /** by istiod's webhook */
  refused: number;
  fields: number;
  differing: number;
  /** worlds for which istiod gives several answers, of which ours is one */
  unsettled: number;
  /** worlds that istiod didn't answer */
  readonly errors: string[];
  /** differences by where they are, names left out */
  readonly kinds: Map<string, { readonly n: number; readonly example: string }>;
}
export interface Listener { progress?(line: string): void; difference?(line: string): void }

/** Worlds for one process: it keeps what it made of each. */
const WORLDS_A_PROCESS = 100;
/** How often istiod is asked again about a world where we differ: some of its answers go by the order of Go's maps. */
const TRIES = 5;

export async function compareWorlds(program: string, first: number, count: number, listener: Listener = {}): Promise<Campaign> {
  const result: Campaign = { worlds: 0, proxies: 0, objects: 0, refused: 0, fields: 0, differing: 0, unsettled: 0, errors: [], kinds: new Map() };
  for (let from = first; from < first + count; from += WORLDS_A_PROCESS) {
    const istiod = new Istiod(program);
    const last = Math.min(from + WORLDS_A_PROCESS, first + count) - 1;
    // istiod works on the next world while we compare this one
    let next = question(istiod, from);
    for (let seed = from; seed <= last; seed++) {
      const { drawn, answer } = await next;
      if (seed < last) next = question(istiod, seed + 1);
      let found = compareWorld(drawn, answer);
      const { differing } = found;
      for (let again = 0; found.differing.length && again < TRIES; again++) found = compareWorld(drawn, await istiod.ask(asked(drawn)));
      if (differing.length && !found.differing.length && !found.error) result.unsettled++;
      enter(drawn, found, result, listener);
    }
    istiod.close();
    listener.progress?.(`to world ${last}: ${result.proxies} proxies, ${result.fields} fields, ${result.differing} differing in ${result.kinds.size} kinds, ${result.errors.length} failed`);
  }
  return result;
}

async function question(istiod: Istiod, seed: number): Promise<{ drawn: Drawn; answer: WorldAnswer }> {
  const drawn = drawWorld(seed);
  return { drawn, answer: await istiod.ask(asked(drawn)) };
}

interface Compared {
  readonly error?: string;
  readonly refused: number;
  readonly proxies: number;
  readonly fields: number;
  readonly differing: readonly { readonly kind: string; readonly text: string }[];
}

function compareWorld(drawn: Drawn, answer: WorldAnswer): Compared {
  if (answer.error) return { error: `${drawn.id}: ${answer.error.slice(0, 400)}`, refused: 0, proxies: 0, fields: 0, differing: [] };
  const model = modelOf(drawn, answer.refused);
  const differing: { kind: string; text: string }[] = [];
  let total = 0;
  drawn.proxies.forEach((p, i) => {
    const theirs = plainOfIstiod(answer.proxies![i]);
    total += fields(theirs);
    try {
      for (const d of differences(theirs, plainOf(model, p))) differing.push({ kind: kindOf(d), text: `${drawn.id} ${p.namespace}/${p.name} ${d}` });
    } catch (e) {
      differing.push({ kind: `threw ${(e as Error).message}`, text: `${drawn.id} ${(e as Error).stack}` });
    }
  });
  return { refused: answer.refused?.length ?? 0, proxies: drawn.proxies.length, fields: total, differing };
}

function enter(drawn: Drawn, { error, refused, proxies, fields: total, differing }: Compared, result: Campaign, listener: Listener): void {
  if (error !== undefined) {
    result.errors.push(error);
    return;
  }
  result.worlds++;
  result.objects += drawn.objects.length;
  result.refused += refused;
  result.proxies += proxies;
  result.fields += total;
  result.differing += differing.length;
  for (const { kind, text } of differing) {
    const known = result.kinds.get(kind);
    result.kinds.set(kind, { n: (known?.n ?? 0) + 1, example: known?.example ?? text });
    listener.difference?.(text);
  }
}

const kindOf = (difference: string): string =>
  difference.split(':')[0].replace(/\/\d+(?=\/|$)/g, '/#').replace(/\/(outbound[^/]*|inbound[^/]*|[\d.]+_\d+|[\w.*-]+:\d+|https?\.[^/]*|\d+(?=\/virtualHosts))/, '/NAME');
