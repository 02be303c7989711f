/** Records istiod's answers for drawn worlds, as fingerprints, and for those by which mistakes are told: `tsx conformance/compiled/record.ts PROGRAM FIRST COUNT` */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareWorlds } from './campaign';
import { telling } from './mutants';

async function main(): Promise<void> {
  const [program, first = '1', count = '250'] = process.argv.slice(2);
  // worlds where istiod gives several answers are left to the campaign
  const { recorded, differing } = await compareWorlds(program, Number(first), Number(count), { record: Number(count), progress: (line) => console.error(line) });
  const rest = [...new Set(Object.values(telling()))].filter((seed) => seed < Number(first) || seed >= Number(first) + Number(count));
  for (const seed of rest) recorded.push(...(await compareWorlds(program, seed, 1, { record: 1 })).recorded);
  recorded.sort((a, b) => a.seed - b.seed);
  writeFileSync(join(__dirname, 'recorded.json.gz'), gzipSync(JSON.stringify(recorded), { level: 9 }));
  console.log(`${recorded.length} of ${Number(count) + rest.length} worlds recorded; ${differing} fields differ in others`);
}
void main();
