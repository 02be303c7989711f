/** Finds, for each mistake in the compiler, a recorded world that tells it: `tsx conformance/compiled/telling.ts`. To be run after worlds are recorded anew. */
import { keyOf, MUTANTS, tells, writeTelling } from './mutants';
import { recordedWorlds } from './recorded';

const worlds = recordedWorlds();
const found: Record<string, number> = {};
for (const mutant of MUTANTS) {
  const world = worlds.find((w) => tells(w, mutant));
  if (world) found[keyOf(mutant)] = world.seed;
  else console.log(`no world tells ${keyOf(mutant)}`);
}
writeTelling(found);
console.log(`${Object.keys(found).length} of ${MUTANTS.length} mistakes are told`);
