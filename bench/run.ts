import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseArgs } from 'util';
import { loadAll } from 'js-yaml';
import { GROUP, type Measured } from './app';
import { run } from './child';
import { goalsTable, type RunCase } from './goals';
import { findPart, prepare, root } from './prepare';
import { Sample } from './sample';

/** A way to write the app. */
interface Case {
  readonly name: string;
  readonly what: string;
  readonly script?: string;
  readonly option?: string;
}

const CASES: readonly Case[] = [
  { name: 'mesh', what: 'our constructs in MeshApp, no checks', script: 'mesh', option: 'mesh-app' },
  { name: 'mesh-checked', what: 'our constructs in MeshApp', script: 'mesh', option: 'checked' },
  { name: 'mesh-plain', what: 'our constructs in cdk8s App, no checks', script: 'mesh', option: 'app' },
  { name: 'fast', what: 'cdk8s ApiObjects in MeshApp', script: 'api-objects', option: 'mesh-app' },
  { name: 'cdk8s', what: 'cdk8s ApiObjects in cdk8s App', script: 'api-objects', option: 'app' },
  { name: 'js-yaml', what: 'plain objects, js-yaml', script: 'js-yaml' },
  { name: 'helm', what: 'helm template' },
];

interface Row {
  readonly case: string;
  readonly services: number;
  readonly objects?: number;
  readonly seconds: number;
  readonly megabytes?: number;
  readonly phases?: { readonly [phase: string]: number };
  /** Processor time. */
  readonly cpu?: number;
}

const { values: args } = parseArgs({
  options: {
    'sizes': { type: 'string', default: '100,1000,10000' },
    'cases': { type: 'string', default: CASES.map((c) => c.name).join(',') },
    'repeat': { type: 'string', default: '1' },
    'no-compile': { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const sizes = args.sizes.split(',').map(Number);
  if (!sizes.every((n) => n > 0 && n % GROUP === 0)) {
    throw new Error(`sizes are multiples of ${GROUP}, got: ${args.sizes}`);
  }
  const chosen = args.cases.split(',').map((name) => {
    const found = CASES.find((c) => c.name === name);
    if (!found) {
      throw new Error(`cases are ${CASES.map((c) => c.name).join(', ')}, got: ${name}`);
    }
    return found;
  });
  const { folder, script } = prepare(!args['no-compile']);
  const helm = findPart('helm', ['version', '--short']);
  const documents = path.join(folder, 'documents.js');
  const chart = path.join(folder, 'chart');

  const start = async (c: Case, services: number): Promise<{ row: Row; outdir: string }> => {
    const outdir = path.join(folder, 'out', `${c.name}-${services}`);
    fs.rmSync(outdir, { recursive: true, force: true });
    fs.mkdirSync(outdir, { recursive: true });
    if (!c.script) {
      const { seconds, megabytes } = await run(helm!, ['template', 'bench', chart, '--set', `groups=${services / GROUP}`], path.join(outdir, 'all.k8s.yaml'));
      return { outdir, row: { case: c.name, services, seconds, megabytes } };
    }
    const { seconds, stdout } = await run(process.execPath, [script(c.script), JSON.stringify({ services, outdir, documents, option: c.option })]);
    const { rss, ...measured } = JSON.parse(stdout.trim().split('\n').pop()!);
    return { outdir, row: { case: c.name, services, seconds, megabytes: rss, ...measured } };
  };

  const sample = new Sample((await start(CASES[0], GROUP)).outdir);
  sample.writeModule(documents);
  sample.writeHelmChart(chart);

  const cases = chosen.filter((c) => c.script || helm);
  await proveEqual(cases, async (c) => (await start(c, 2 * GROUP)).outdir);

  const rows: Row[] = [];
  for (const services of sizes) {
    for (const c of cases) {
      const tries: Row[] = [];
      for (let i = 0; i < Number(args.repeat); i++) {
        tries.push((await start(c, services)).row);
      }
      rows.push(tries.sort((a, b) => a.seconds - b.seconds)[0]);
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');

  const load: Record<string, Row> = {};
  for (const option of ['cdk8s-mesh', 'cdk8s-plus-28']) {
    const tries: Row[] = [];
    for (let i = 0; i < 5; i++) {
      tries.push((await start({ name: 'load', what: '', script: 'load', option }, 0)).row);
    }
    load[option] = tries.sort((a, b) => total(a) - total(b))[2]; // the median
  }

  console.log(table(cases, sizes, rows));
  const { cdk8s, 'cdk8s-mesh': ours } = load['cdk8s-mesh'].phases!;
  console.log(`\nload: cdk8s ${ms(cdk8s)}, cdk8s-mesh on top ${ms(ours)} (cdk8s-plus-28 alone would be ${ms(total(load['cdk8s-plus-28']))})`);
  if (!helm) {
    console.log('no helm here: npm run conformance installs one');
  }
  const measureCase: RunCase = async (name, services, option) => (await start({ name, what: '', script: name, option }, services)).row as Row & Measured;
  console.log(`\n${await goalsTable(measureCase, ours, folder)}`);
  const report = { node: process.version, cpus: os.cpus().length, cpu: os.cpus()[0]?.model, load, rows };
  fs.writeFileSync(path.join(root, 'bench', 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
}

/** All cases write the same documents, whatever their files and order. */
async function proveEqual(cases: readonly Case[], write: (c: Case) => Promise<string>): Promise<void> {
  const read = (dir: string) => fs.readdirSync(dir).flatMap((f) => loadAll(fs.readFileSync(path.join(dir, f), 'utf8'))).filter((doc) => doc)
    .map((doc) => canonical(doc)).sort().join('\n');
  const expected = read(await write(CASES[0]));
  for (const c of cases) {
    if (read(await write(c)) !== expected) {
      throw new Error(`case '${c.name}' writes other documents than '${CASES[0].name}'`);
    }
  }
}

function canonical(value: any): string {
  return JSON.stringify(value, (_, v) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}

const total = (row: Row): number => Object.values(row.phases ?? { wall: row.seconds }).reduce((a, b) => a + b, 0);
const ms = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

function table(cases: readonly Case[], sizes: readonly number[], rows: readonly Row[]): string {
  const objects = (services: number) => rows.find((r) => r.services === services && r.objects)?.objects;
  const head = ['', ...sizes.map((n) => `${n} services (${objects(n) ?? '?'} objects)`), 'growth', 'largest: phases'];
  const body = cases.map((c) => {
    const own = sizes.map((n) => rows.find((r) => r.case === c.name && r.services === n)!);
    const [last, before] = [own[own.length - 1], own[own.length - 2]];
    const growth = before ? (Math.log(last.seconds / before.seconds) / Math.log(last.services / before.services)).toFixed(2) : '';
    const phases = Object.entries(last.phases ?? {}).map(([phase, s]) => `${phase} ${s.toFixed(2)} s`).join(', ');
    const largest = [phases, last.cpu === undefined ? '' : `processor ${last.cpu.toFixed(2)} s`].filter(Boolean).join('; ');
    return [c.what, ...own.map((r) => `${r.seconds.toFixed(2)} s ${r.megabytes === undefined ? '' : `${Math.round(r.megabytes)} MB`}`), growth, largest];
  });
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((line) => line[i].length)));
  return [head, ...body].map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n');
}

main().catch((e: Error) => {
  console.error(e.message);
  process.exitCode = 1;
});
