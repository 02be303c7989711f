import { differing, type Example, FILE, yaml } from './example-parts';
import { fleetExample } from './fleet-example';
import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { CHECKS, LAYERS } from '../../src/check/registry';
import { renderFinding } from '../../src/cli/check/text';
import type { Case } from '../../test/check/grid/case';
import { CASES } from '../../test/check/grid/cases';
import { SHOP } from '../../test/check/grid/objects';

/** The objects that surround the examples. */
export const SHOP_YAML = yaml(SHOP);

/** The first finding of a code in YAML, as the command line prints it. */
function printed(code: string, text: string, { bare, world }: Case): string | undefined {
  const shop = bare ? [] : SHOP.map((object) => ({ object, origin: {} }));
  const refuse = (e: Error) => { throw e; };
  const findings = checkManifests([...shop, ...parseManifests(FILE, text, undefined, refuse)], { complete: true, ...world }, { checks: CHECKS, layers: LAYERS });
  const found = findings.find((f) => f.code === code && f.file === FILE);
  return found && renderFinding(found, new Map([[FILE, text]]));
}

/** The example of a rule: the first case of its tests; undefined if there is no such case. */
export function exampleOf(code: string): Example | undefined {
  const found = CASES.find((c) => c.code === code);
  if (!found) return fleetExample(code);
  const bad = yaml(found.bad);
  const finding = printed(code, bad, found);
  return finding === undefined ? undefined : {
    bad: [{ name: FILE, text: bad }],
    finding,
    good: [{ name: FILE, text: yaml(differing(found.good, found.bad)) }],
    ...(found.bare ? {} : { how: 'Checked with `--complete`, together with [the example objects](../checks.md#example-objects).' }),
  };
}
