/** Records istiod's answers for drawn worlds, as fingerprints: `tsx conformance/compiled/record.ts PROGRAM FIRST COUNT` */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asked } from './ask';
import { plainOfIstiod } from './comparison';
import { Istiod } from './oracle';
import { fingerprints, type RecordedWorld } from './recorded';
import { drawWorld } from './worlds';

async function main(): Promise<void> {
  const [program, first = '1', count = '300'] = process.argv.slice(2);
  let istiod = new Istiod(program);
  const worlds: RecordedWorld[] = [];
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    if (worlds.length % 100 === 99) { // it keeps what it made of each
      istiod.close();
      istiod = new Istiod(program);
    }
    const drawn = drawWorld(seed);
    const answer = await istiod.ask(asked(drawn));
    if (answer.error) throw new Error(`world ${seed}: ${answer.error}`);
    worlds.push({ seed, refused: answer.refused ?? [], proxies: answer.proxies!.map((p) => fingerprints(plainOfIstiod(p))) });
  }
  istiod.close();
  writeFileSync(join(__dirname, 'recorded.json.gz'), gzipSync(JSON.stringify(worlds), { level: 9 }));
  console.log(`${worlds.length} worlds recorded`);
}
void main();
