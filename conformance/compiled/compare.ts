/** Compares the compiler with istiod on drawn worlds: `tsx conformance/compiled/compare.ts PROGRAM FIRST COUNT [SHOW] [ONLY]`: SHOW kinds of differences at the end, each difference that holds the text ONLY at once */
import { compareWorlds } from './campaign';

async function main(): Promise<void> {
  const [program, first = '1', count = '20', show = '10', only] = process.argv.slice(2);
  const result = await compareWorlds(program, Number(first), Number(count), {
    progress: (line) => console.error(line),
    difference: (line) => {
      if (!only || line.includes(only)) console.error(line);
    },
  });
  const { kinds, ...counts } = result;
  for (const [key, { n, example }] of [...kinds].sort((a, b) => b[1].n - a[1].n).slice(0, Number(show))) console.log(`${n} × ${key}\n    ${example}`);
  for (const error of counts.errors.slice(0, 5)) console.log(error);
  console.log(`${counts.worlds} worlds (${counts.errors.length} failed; ${counts.refused} of ${counts.objects} objects refused), ${counts.proxies} proxies, ${counts.fields} fields, ${counts.differing} differing in ${kinds.size} kinds, ${counts.unsettled} resources of several versions, ours among them`);
}
void main();
