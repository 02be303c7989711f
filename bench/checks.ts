import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { dump } from 'js-yaml';
import { EDITS, type Measured } from './app';
import { run } from './child';
import { manifests } from './manifests';
import { findPart, prepare, root } from './prepare';

/** Times the checks: in memory as part of a synth, and over files beside `istioctl analyze` without a cluster. */
const { values: args } = parseArgs({
  options: {
    'sizes': { type: 'string', default: '2500,5000,10000' },
    'repeat': { type: 'string', default: '3' },
    'no-compile': { type: 'boolean', default: false },
  },
});

/** How often the requests of the traffic's case are asked. */
const ROUNDS = 20;

async function main(): Promise<void> {
  const { folder, script } = prepare(!args['no-compile'], ['manifests.ts']);
  const istioctl = findPart('istioctl', ['version', '--remote=false']);
  const measured = async (name: string, services: number, option: string): Promise<Pick<Measured, 'phases' | 'processor'> & { readonly rss: number }> => {
    const asked = { services, documents: path.join(folder, 'bench', 'manifests.js'), option, outdir: path.join(folder, 'out') };
    const { stdout } = await run(process.execPath, [script(name), JSON.stringify(asked)]);
    return JSON.parse(stdout.trim().split('\n').pop()!);
  };
  const traffic = async (services: number): Promise<void> => {
    let rate = 0;
    let edit = Infinity;
    const first = await best(async () => {
      const { processor, rss } = await measured('traffic', services, String(ROUNDS));
      rate = Math.max(rate, (ROUNDS * services) / processor.many);
      edit = Math.min(edit, processor.edits / EDITS);
      return { seconds: processor.first, megabytes: rss };
    });
    line('first answer about traffic, processor time', first, `then ${Math.round(rate)} answers a second; ${Math.round(edit * 1000)} ms after an object changed`);
  };
  for (const services of args.sizes.split(',').map(Number)) {
    const objects = manifests(services);
    const file = path.join(folder, `${services}.yaml`);
    fs.writeFileSync(file, objects.map((o) => dump(o, { noRefs: true, lineWidth: -1 })).join('---\n'));
    const megabytes = (fs.statSync(file).size / 1e6).toFixed(0);
    console.log(`${services} services, ${objects.length} objects, ${megabytes} MB of YAML`);

    const synth = (option: string) => best(async () => {
      const { phases, rss } = await measured('checks', services, option);
      return { seconds: phases.synth, megabytes: rss };
    });
    const [without, checked] = [await synth(''), await synth('checked')];
    line('synth without checks', without);
    line('synth with checks', checked, `the checks take ${(checked.seconds - without.seconds).toFixed(2)} s`);
    const files = await best(() => run(process.execPath, [path.join(root, 'bin', 'cdk8s-mesh'), 'check', '--complete', file]));
    line('cdk8s-mesh check FILE', files);
    await traffic(services);
    if (!istioctl) continue;
    const peer = await best(() => run(istioctl, ['analyze', '--use-kube=false', file]));
    line('istioctl analyze --use-kube=false FILE', peer, `${(peer.seconds / files.seconds).toFixed(1)} times as long`);
  }
  if (!istioctl) console.log('no istioctl here: npm run conformance installs one');
}

interface Timed {
  readonly seconds: number;
  readonly megabytes?: number;
}

async function best(measure: () => Promise<Timed>): Promise<Timed> {
  const tries: Timed[] = [];
  for (let i = 0; i < Number(args.repeat); i++) tries.push(await measure());
  return tries.sort((a, b) => a.seconds - b.seconds)[0];
}

function line(what: string, { seconds, megabytes }: Timed, note = ''): void {
  console.log(`  ${what.padEnd(40)}${seconds.toFixed(2)} s  ${megabytes === undefined ? '' : `${Math.round(megabytes)} MB`}  ${note}`.trimEnd());
}

main().catch((e: Error) => {
  console.error(e.message);
  process.exitCode = 1;
});
