import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';

/** A typical mistake in whole manifests: the expected findings, and no others. */
interface Mistake {
  readonly id: string;
  readonly mistake: string;
  /** `CODE Kind name` of every finding above information */
  readonly finds: readonly string[];
  readonly objects: readonly object[];
  /** without the shop */
  readonly alone?: boolean;
}

const read = <T>(file: string): T => load(readFileSync(join(__dirname, 'mistakes', file), 'utf8')) as T;
const SHOP = read<object[]>('shop.yaml');
const MISTAKES = ['hosts.yaml', 'policies.yaml', 'routing.yaml'].flatMap((f) => read<Mistake[]>(f));

const check = (objects: readonly object[]) =>
  checkManifests(objects.map((object) => ({ object, origin: {} })), { complete: true }, { checks: CHECKS, layers: LAYERS }).filter((f) => f.severity !== 'info');

test('the shop itself has no mistakes', () => expect(check(SHOP)).toEqual([]));

test.each(MISTAKES.map((m) => [`${m.id}: ${m.mistake}`, m] as const))('%s', (_, { objects, finds, alone }) => {
  const found = check([...alone ? [] : SHOP, ...objects]);
  expect([...new Set(found.map((f) => `${f.code} ${f.object.kind} ${f.object.name}`))].sort()).toEqual([...finds].sort());
});
