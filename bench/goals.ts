import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { dump } from 'js-yaml';
import type { Measured } from './app';
import { run } from './child';
import { manifests } from './manifests';
import { root } from './prepare';

/** What one case measured, with the peak of its memory. */
export interface Measurement extends Measured {
  readonly seconds: number;
  readonly megabytes?: number;
}

/** Runs a case of a number of services. */
export type RunCase = (script: string, services: number, option: string) => Promise<Measurement>;

/** A figure that the project wants to reach. */
interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
}

const SERVICES_OF_A_CLUSTER = 500;
const TRIES = 5;

/** The goals that this machine can measure, each beside its figure. Python's and those of `npm test` are measured by hand. */
export async function goalsTable(runCase: RunCase, requireSeconds: number, folder: string): Promise<string> {
  const unchecked = await runCase('mesh', 10_000, 'mesh-app');
  const checked = await runCase('mesh', 10_000, 'checked');
  const small = await median(async () => (await runCase('mesh', 100, 'checked')).seconds);
  const goals: readonly Goal[] = [
    { what: '10,000 services, unchecked, processor time', wanted: '3.5 s', measured: seconds(unchecked.cpu) },
    { what: '10,000 services, checked, processor time', wanted: '5.5 s', measured: seconds(checked.cpu) },
    { what: 'memory of the same runs', wanted: '280 / 400 MB', measured: `${megabytes(unchecked)} / ${megabytes(checked)} MB` },
    { what: '100 services, checked, whole process', wanted: '0.40 s', measured: seconds(small) },
    { what: '`require`, beyond cdk8s', wanted: '0.10 s', measured: seconds(requireSeconds) },
    { what: '`check` of one small file', wanted: '0.18 s', measured: seconds(await checkOfOneFile(folder)) },
    { what: 'package, unpacked / packed', wanted: '12 / 3 MB', measured: packageSize() },
    { what: `fleet of 10 and of 20 clusters × ${SERVICES_OF_A_CLUSTER} services, growth with objects`, wanted: '1.0', measured: await fleetGrowth(runCase) },
  ];
  return ['| Same work, one run | wanted | measured |', '|---|---|---|', ...goals.map((g) => `| ${g.what} | ${g.wanted} | ${g.measured} |`)].join('\n');
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const megabytes = ({ megabytes: peak }: Measurement): string => (peak === undefined ? '?' : String(Math.round(peak)));

async function median(measure: () => Promise<number>): Promise<number> {
  const tries: number[] = [];
  for (let i = 0; i < TRIES; i++) tries.push(await measure());
  return tries.sort((a, b) => a - b)[Math.floor(TRIES / 2)];
}

async function checkOfOneFile(folder: string): Promise<number> {
  const file = path.join(folder, 'one.yaml');
  fs.writeFileSync(file, manifests(1).map((object) => dump(object)).join('---\n'));
  return median(async () => (await run(process.execPath, [path.join(root, 'bin', 'cdk8s-mesh'), 'check', file])).seconds);
}

/** The exponent by which processor time grows with the objects of a fleet; 1 is linear. */
async function fleetGrowth(runCase: RunCase): Promise<string> {
  const [ten, twenty] = [await runCase('fleet', SERVICES_OF_A_CLUSTER, '10'), await runCase('fleet', SERVICES_OF_A_CLUSTER, '20')];
  const exponent = Math.log(twenty.cpu / ten.cpu) / Math.log(twenty.objects! / ten.objects!);
  return `${exponent.toFixed(2)} (${twenty.objects} objects in ${seconds(twenty.cpu)})`;
}

function packageSize(): string {
  const [{ size, unpackedSize }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return `${(unpackedSize / 1e6).toFixed(1)} / ${(size / 1e6).toFixed(1)} MB`;
}
