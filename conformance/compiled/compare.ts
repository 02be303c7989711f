/** Compares the compiler with istiod on drawn worlds: `tsx conformance/compiled/compare.ts PROGRAM FIRST COUNT [show]` */
import { accepted, asked, worldOf } from './ask';
import { differences, fields, plainOfIstiod, plainOfOurs } from './comparison';
import { Istiod } from './oracle';
import { drawWorld } from './worlds';
import { MeshModel, SidecarProxy } from '../../src/compiled/proxy';

async function main(): Promise<void> {
  const [program, first = '1', count = '20', show = '10', only] = process.argv.slice(2);
  const istiod = new Istiod(program);
  const kinds = new Map<string, { n: number; example: string }>();
  let worlds = 0; let proxies = 0; let total = 0; let differing = 0; let errors = 0; let refused = 0; let objects = 0;
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    const drawn = drawWorld(seed);
    const answer = await istiod.ask(asked(drawn));
    if (answer.error) {
      errors++;
      if (errors < 6) console.log(`w${seed}: ${answer.error.slice(0, 400)}`);
      continue;
    }
    worlds++;
    refused += answer.refused?.length ?? 0;
    objects += drawn.objects.length;
    const model = new MeshModel(worldOf(accepted(drawn, answer.refused)));
    drawn.proxies.forEach((p, i) => {
      const theirs = plainOfIstiod(answer.proxies![i]);
      let ours;
      try {
        ours = plainOfOurs(new SidecarProxy(model, { ...p, kind: 'sidecar', workloads: [p.name] }, { addresses: [p.ip] }));
      } catch (e) {
        differing++;
        const key = `threw ${(e as Error).message}`;
        kinds.set(key, { n: (kinds.get(key)?.n ?? 0) + 1, example: `w${seed} ${(e as Error).stack}` });
        return;
      }
      proxies++;
      total += fields(theirs);
      for (const d of differences(theirs, ours)) {
        if (only && d.includes(only)) console.log(`w${seed} ${p.namespace}/${p.name} ${d}`);
        differing++;
        const key = d.split(':')[0].replace(/\/\d+(?=\/|$)/g, '/#').replace(/\/(outbound[^/]*|inbound[^/]*|[\d.]+_\d+|[\w.*-]+:\d+|\d+(?=\/virtualHosts))/, '/NAME');
        const known = kinds.get(key);
        kinds.set(key, { n: (known?.n ?? 0) + 1, example: known?.example ?? `w${seed} ${p.namespace}/${p.name} ${d}` });
      }
    });
  }
  istiod.close();
  for (const [key, { n, example }] of [...kinds].sort((a, b) => b[1].n - a[1].n).slice(0, Number(show))) console.log(`${n} × ${key}\n    ${example}`);
  console.log(`${worlds} worlds (${errors} failed; ${refused} of ${objects} objects refused), ${proxies} proxies, ${total} fields, ${differing} differing in ${kinds.size} kinds`);
}
void main();
