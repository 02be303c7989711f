/** Records istiod's answers for drawn worlds, as fingerprints: `tsx conformance/compiled/record.ts PROGRAM FIRST COUNT` */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareWorlds } from './campaign';

async function main(): Promise<void> {
  const [program, first = '1', count = '250'] = process.argv.slice(2);
  // worlds where istiod gives several answers are left to the campaign
  const { recorded, differing } = await compareWorlds(program, Number(first), Number(count), { record: Number(count), progress: (line) => console.error(line) });
  recorded.sort((a, b) => a.seed - b.seed);
  writeFileSync(join(__dirname, 'recorded.json.gz'), gzipSync(JSON.stringify(recorded), { level: 9 }));
  console.log(`${recorded.length} of ${count} worlds recorded; ${differing} fields differ in others`);
}
void main();
