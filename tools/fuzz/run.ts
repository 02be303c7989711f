/* Runs the command line on mutated files: `npx projen fuzz [-- COUNT [SEED]]`. A failure is printed with its input, as JSON. */
import { join } from 'node:path';
import { corpus, fuzz } from './fuzz';

const [count = 2000, seed = 1] = process.argv.slice(2).map(Number);
const root = join(__dirname, '../..');
const files = corpus(['test', 'examples', '../shared/suites', '../shared/cases'].map((f) => join(root, f)));
const seen = new Map<string, number>();
fuzz(seed, count, files, (failure) => {
  const kind = failure.why.replace(/\d+/g, 'N').slice(0, 160);
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  if (seen.get(kind) === 1) console.log(`run ${failure.run}: ${failure.args.join(' ')}\n${failure.why.slice(0, 1500)}\n${JSON.stringify(failure.input.toString('latin1')).slice(0, 600)}\n`);
}).then(() => {
  console.log(`${count} runs over ${files.length} files, seed ${seed}: ${[...seen.values()].reduce((a, b) => a + b, 0)} failures of ${seen.size} kinds`);
  process.exitCode = seen.size ? 1 : 0;
}, (e: unknown) => { throw e; });
