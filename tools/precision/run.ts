import { readFileSync, writeFileSync } from 'fs';
import { parseArgs } from 'util';
import { HEAD, LIST, pinnedFindings } from './pinned';
import { type Drawn, draw, figures, sheet } from './sheet';
import { objectName } from '../../src/check/format';
import { check } from '../../src/cli/check/command';

const HELP = `npm run precision -- [OPTIONS] DIR…   draws errors and warnings that the checks find in the directories, and writes the sheet to judge
  --count N      how many findings (default: 200)
  --seed N       which ones (default: 1)
  --out FILE     where the sheet goes (default: precision.tsv)
  --complete     as of the command check
  --judged FILE  read a sheet whose first column is filled (true, noise, false), and say how many are true
  --pinned       write the list of findings in the samples of pinned modules anew (needs Go); remove the lines that are not true, the diff shows which are new`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, out: { type: 'string', default: 'precision.tsv' }, complete: { type: 'boolean', default: false }, judged: { type: 'string' }, pinned: { type: 'boolean', default: false },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
async function main(): Promise<void> {
  if (values.judged !== undefined) {
    console.log(figures(readFileSync(values.judged, 'utf8')));
    return;
  }
  if (values.pinned) {
    const lines = await pinnedFindings();
    writeFileSync(LIST, `${[HEAD, ...lines].join('\n')}\n`);
    console.log(`${lines.length} findings written to ${LIST}`);
    return;
  }
  if (!positionals.length || !(count > 0) || !Number.isInteger(seed)) {
    console.error(HELP);
    process.exitCode = 2;
    return;
  }
  const all: Drawn[] = [];
  for (const dir of positionals) all.push(...await found(dir)); // each directory is a world of its own, as repositories are
  const drawn = draw(all, count, seed);
  writeFileSync(values.out, sheet(drawn));
  const of = (list: readonly Drawn[], severity: string) => list.filter((f) => f.severity === severity).length;
  console.log(`${of(all, 'error')} errors and ${of(all, 'warning')} warnings found; ${of(drawn, 'error')} and ${of(drawn, 'warning')} drawn into ${values.out}`);
}

async function found(dir: string): Promise<Drawn[]> {
  let out = '';
  await check.run(['--format', 'json', '--severity', 'warning', ...values.complete ? ['--complete'] : [], dir], { out: (text) => { out += text; }, err: (text) => { process.stderr.write(text); }, color: false });
  if (!out) throw new Error(`${dir} could not be checked: name a directory that holds manifests`);
  return JSON.parse(out).findings.map((f: any) => ({ ...f, object: objectName(f.object) }));
}

main().catch((e) => {
  console.error((e as Error).message);
  process.exitCode = 1;
});
