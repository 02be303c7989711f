import { pointer, type Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { World } from '../engine/world';

type Verdict = 'relative' | 'relative-after-version' | 'replace' | 'add' | 'remove';

interface Judged {
  readonly filter: ItemOf<'EnvoyFilter'>;
  readonly pointer: string;
  readonly verdict: Verdict;
  readonly operation: string;
  readonly applyTo: string;
}

const REPLACEABLE = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);

/** What istioctl says of every patch, in the order of the objects: names of filters that were bound to a proxy version are remembered. */
const judged = (world: World): readonly Judged[] => world.once('envoyPatches', () => {
  const out: Judged[] = [];
  const versioned = new Set<string>();
  for (const filter of world.all('EnvoyFilter')) {
    for (const [i, p] of (filter.spec.configPatches ?? []).entries()) {
      if (!p.patch) break;
      const { operation = '', value } = p.patch;
      const applyTo = p.applyTo ?? '';
      const name = value ? value.name ?? p.match?.listener?.filterChain?.filter?.name ?? '' : '';
      const say = (verdict: Verdict) => out.push({ filter, pointer: pointer('spec', 'configPatches', i), verdict, operation, applyTo });
      const relative = () => { if (!filter.spec.priority) say(versioned.has(name) ? 'relative-after-version' : 'relative'); };
      const useless = applyTo === 'ROUTE_CONFIGURATION' || applyTo === 'HTTP_ROUTE';
      if (operation === 'ADD') {
        if (useless) say('add');
      } else if (operation === 'REMOVE') {
        if (useless) say('remove'); else relative();
      } else if (operation === 'REPLACE') {
        if (!REPLACEABLE.has(applyTo)) say('replace'); else relative();
      } else if (operation === 'INSERT_BEFORE' || operation === 'INSERT_AFTER') {
        relative();
      }
      if (p.match?.proxy?.proxyVersion) versioned.add(name);
    }
  }
  return out;
});

export const run = (verdict: Verdict, message: (j: Judged) => string, fix: string): Check['run'] => (world, report) => {
  for (const j of judged(world)) if (j.verdict === verdict) report(j.filter, { pointer: j.pointer, message: message(j), fix });
};
