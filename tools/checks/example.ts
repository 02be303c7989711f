import { isDeepStrictEqual } from 'util';
import { dump } from 'js-yaml';
import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { CHECKS, LAYERS } from '../../src/check/registry';
import { renderFinding } from '../../src/cli/check/text';
import type { Case } from '../../test/check/grid/case';
import { CASES } from '../../test/check/grid/cases';
import { SHOP } from '../../test/check/grid/objects';

/** A rule by example: objects that it has a finding for, that finding as `check` prints it, and the objects with the fix carried out. */
export interface Example {
  readonly bad: string;
  readonly finding: string;
  readonly good: string;
  /** Whether the shop that other examples are about surrounds the objects. */
  readonly shop: boolean;
}

type Objects = Case['bad'];

const FILE = 'example.yaml';

const yaml = (objects: Objects): string => objects.map((o) => dump(o, { lineWidth: 140, noRefs: true })).join('---\n');

/** The objects that surround the examples. */
export const SHOP_YAML = yaml(SHOP);

/** What is in one list of objects and not in the other; all of it, where nothing is. */
function differing(objects: Objects, others: Objects): Objects {
  const own = objects.filter((o) => !others.some((other) => isDeepStrictEqual(o, other)));
  return own.length > 0 ? own : objects;
}

/** The first finding of a code in YAML, as the command line prints it. */
function printed(code: string, text: string, { bare, world }: Case): string | undefined {
  const shop = bare ? [] : SHOP.map((object) => ({ object, origin: {} }));
  const refuse = (e: Error) => { throw e; };
  const findings = checkManifests([...shop, ...parseManifests(FILE, text, undefined, refuse)], { complete: true, ...world }, { checks: CHECKS, layers: LAYERS });
  const found = findings.find((f) => f.code === code && f.file === FILE);
  return found && renderFinding(found, new Map([[FILE, text]]));
}

/** The example of a rule: the first case of its tests; undefined where its tests have no such case. */
export function exampleOf(code: string): Example | undefined {
  const found = CASES.find((c) => c.code === code);
  if (!found) return undefined;
  const bad = yaml(found.bad);
  const finding = printed(code, bad, found);
  return finding === undefined ? undefined : { bad, finding, good: yaml(differing(found.good, found.bad)), shop: found.bare !== true };
}
