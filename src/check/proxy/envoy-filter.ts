import { pointer, type Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { World } from '../engine/world';
import { Severity } from '../finding';

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
const run = (verdict: Verdict, message: (j: Judged) => string, fix: string): Check['run'] => (world, report) => {
  for (const j of judged(world)) if (j.verdict === verdict) report(j.filter, { pointer: j.pointer, message: message(j), fix });
};

export const relativeOperation: Check = {
  code: 'MESH611',
  title: 'EnvoyFilter whose effect depends on what is applied before it',
  aliases: ['IST0151'],
  severity: Severity.WARNING,
  explanation: 'INSERT_BEFORE, INSERT_AFTER, REPLACE and REMOVE refer to a filter that must be there already. Without a `priority` EnvoyFilters are applied by age: '
    + 'made again in another order, as after a restore, the patch finds nothing and is skipped silently.',
  run: run('relative', (j) => `${j.operation} needs the filter that it refers to, and without a priority EnvoyFilters apply in order of age: applied before the other one, the patch is skipped silently`,
    'set priority, or use an operation that stands alone (INSERT_FIRST, MERGE, ADD)'),
};
export const replaceIncorrectly: Check = {
  code: 'MESH612',
  title: 'EnvoyFilter REPLACE where it does nothing',
  aliases: ['IST0152'],
  severity: Severity.ERROR,
  explanation: 'REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST only; elsewhere the patch is ignored.',
  run: run('replace', (j) => `REPLACE does nothing on ${j.applyTo || 'what is not named'}: the patch is ignored`, 'apply it to HTTP_FILTER, NETWORK_FILTER or VIRTUAL_HOST, or use MERGE'),
};
export const addIncorrectly: Check = {
  code: 'MESH613',
  title: 'EnvoyFilter ADD where it does nothing',
  aliases: ['IST0153'],
  severity: Severity.ERROR,
  explanation: 'ADD is ignored on ROUTE_CONFIGURATION and HTTP_ROUTE.',
  run: run('add', (j) => `ADD does nothing on ${j.applyTo}: the patch is ignored`, 'use MERGE, or INSERT_FIRST for a route'),
};
export const removeIncorrectly: Check = {
  code: 'MESH614',
  title: 'EnvoyFilter REMOVE where it does nothing',
  aliases: ['IST0154'],
  severity: Severity.ERROR,
  explanation: 'REMOVE is ignored on ROUTE_CONFIGURATION and HTTP_ROUTE.',
  run: run('remove', (j) => `REMOVE does nothing on ${j.applyTo}: the patch is ignored`, 'change the VirtualService that makes the route'),
};
export const relativeAfterVersion: Check = {
  code: 'MESH615',
  title: 'EnvoyFilter that refers to a filter that is there for one proxy version only',
  aliases: ['IST0155'],
  severity: Severity.WARNING,
  explanation: 'An earlier patch of the same filter is bound to a proxy version; a relative operation without `priority` finds the filter on that version only, and is skipped on others.',
  run: run('relative-after-version', (j) => `${j.operation} refers to a filter that an earlier patch adds for one proxy version only: on other versions it is skipped silently`,
    'set priority, and match the same proxyVersion'),
};
