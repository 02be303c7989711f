import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutateBytes, mutateTree } from './mutate';
import { draws, pick, type Draw } from '../../conformance/harness/documents';
import { parseManifests } from '../../src/check/files/yaml';
import { main } from '../../src/cli/main';
import { writeDocument } from '../../src/synth/yaml';

/** A call of the command line that failed in a forbidden way. */
export interface Failure {
  readonly run: number;
  readonly args: readonly string[];
  readonly why: string;
  /** what the first file held */
  readonly input: Buffer;
}
/** Longer is a hang. */
const SECONDS = 10;
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/; // eslint-disable-line no-control-regex

const CALLS: readonly (readonly string[])[] = [
  ['check'], ['check', '--complete'], ['check', '--format', 'json'], ['check', '--format', 'sarif', '--complete'], ['check', '--each'], ['check', '--namespace', 'shop', '--domain', 'example.org'],
  ['check', '--istio-version', '1.29', '--severity', 'warning'], ['check', '--cluster', 'a=@', '--cluster', 'b:management=@'], ['check', '--mesh-config', '@'], ['check', '--mesh-networks', '@'],
  ['migrate-report'], ['render', 'istiod', '--values', '@'], ['render', 'gateway', '--values', '@'], ['render', 'istiod', '--code', '--values', '@'], ['render', 'ztunnel', '--values', '@'],
];
const VALUES = ['meshConfig: {accessLogFile: /dev/stdout, defaultConfig: {proxyMetadata: {A: "1"}}}\nglobal: {proxy: {resources: {requests: {cpu: 100m}}}, hub: docker.io/istio, tag: 1.31.0}\npilot: {env: {A: b}, autoscaleMin: 2}\n',
  'revision: canary\nenv: {PILOT_X: "1"}\npodAnnotations: {a: b}\nsidecarInjectorWebhook: {neverInjectSelector: [{matchLabels: {a: b}}]}\n',
  'replicaCount: 2\nservice: {ports: [{name: http, port: 80, targetPort: 8080}], annotations: {a: b}}\nautoscaling: {minReplicas: 2, maxReplicas: 4}\n'];

/** The YAML files below folders that are there. */
export function corpus(folders: readonly string[]): Buffer[] {
  const found = (folder: string): string[] => !existsSync(folder) ? [] : readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? found(join(folder, e.name)) : /\.(ya?ml|json)$/.test(e.name) ? [join(folder, e.name)] : []));
  return folders.flatMap(found).map((file) => readFileSync(file)).filter((bytes) => bytes.length > 0 && bytes.length < 60_000);
}

/** Runs the command line on mutated files, in this process, and reports failures. */
export async function fuzz(seed: number, count: number, files: readonly Buffer[], told: (failure: Failure) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const trees = files.flatMap((f) => objectsOf(f).slice(0, 30));
  try {
    for (let run = 0; run < count; run++) {
      const draw = draws(seed + run * 7919);
      const call = pick(draw, CALLS);
      const source = call[0] === 'render' && draw(3) ? VALUES.map((v) => Buffer.from(v)) : files;
      const inputs = Array.from({ length: 1 + (draw(4) ? 0 : draw(3)) }, (_, i) => {
        const file = join(folder, `${i}.${draw(5) ? 'yaml' : 'json'}`);
        const input = mutated(draw, source, trees);
        writeFileSync(file, input);
        return { file, input };
      });
      const takesFiles = call[0] !== 'render';
      const args = [...call.map((a) => a.replace('@', inputs[0].file)), ...takesFiles ? inputs.map((i) => i.file) : []];
      const why = await wrong(args, inputs.map((i) => i.input));
      if (why !== undefined) told({ run, args, why, input: inputs[0].input });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mutated(draw: Draw, files: readonly Buffer[], trees: readonly unknown[]): Buffer {
  const bytes = pick(draw, files);
  if (draw(2)) return mutateBytes(draw, bytes);
  const objects = objectsOf(bytes).slice(0, 20);
  if (!objects.length) return mutateBytes(draw, bytes);
  const at = draw(objects.length);
  const all = objects.map((o, i) => (i === at || !draw(4) ? mutateTree(draw, o, trees) : o));
  const text = draw(4) ? all.map((o) => `---\n${written(o)}`).join('') : JSON.stringify(draw(2) ? { apiVersion: 'v1', kind: 'List', items: all } : all[at]);
  return draw(6) ? Buffer.from(text) : mutateBytes(draw, Buffer.from(text));
}

function written(value: unknown): string {
  try {
    return writeDocument(value);
  } catch {
    return `${JSON.stringify(value)}\n`; // half of a surrogate pair is written as an escape
  }
}

function objectsOf(bytes: Buffer): unknown[] {
  return parseManifests('a.yaml', bytes.toString('utf8'), undefined, () => undefined).map((m) => m.object);
}

/** Why a call is a failure. */
async function wrong(args: readonly string[], inputs: readonly Buffer[]): Promise<string | undefined> {
  let [out, err] = ['', ''];
  let code: number;
  const begin = process.cpuUsage();
  try {
    code = await main(args, { out: (t) => { out += t; }, err: (t) => { err += t; }, color: false });
  } catch (e) {
    return `threw ${(e as Error).stack ?? String(e)}`;
  }
  const { user, system } = process.cpuUsage(begin);
  if ((user + system) / 1e6 > SECONDS) return `took ${((user + system) / 1e6).toFixed(1)} s of processor time`;
  if (code === 70 || /\bMESH000\b/.test(out)) return `a check failed: ${/^.*MESH000.*$/m.exec(out)?.[0].slice(0, 600) ?? err.slice(0, 600)}`;
  if (![0, 1, 2].includes(code)) return `exit code ${code}`;
  const odd = OBEYED.exec(args[0] === 'render' ? err : out + err);
  if (odd) return `printed the control character U+${odd[0].charCodeAt(0).toString(16)}: ${JSON.stringify((out + err).slice(Math.max(0, odd.index - 80), odd.index + 20))}`;
  if (code === 2 && err.trim() === '') return 'exit code 2 without a word on standard error';
  if (args[0] === 'check') return wrongCheck(args, code, out, err, inputs);
  if (args[0] === 'render' && code === 0 && out === '') return 'printed nothing, exit code 0';
  if (args[0] === 'migrate-report' && code === 0 && /^0 objects/m.test(out)) return 'nothing to report on, exit code 0';
  return undefined;
}

function wrongCheck(args: readonly string[], code: number, out: string, err: string, inputs: readonly Buffer[]): string | undefined {
  const at = args.indexOf('--format');
  let errors: number;
  if (at < 0) {
    const [, objects, found] = /^(\d+) objects? checked(?:: (\d+) errors?)?/m.exec(out) ?? [];
    if (objects === undefined) return `no summary: ${out.slice(-200)}`;
    if (code === 0 && objects === '0' && err === '' && !/MESH004/.test(out)) return 'nothing was checked, without a word, exit code 0';
    errors = Number(found ?? 0);
  } else {
    try {
      const json = JSON.parse(out);
      errors = args[at + 1] === 'json' ? json.findings.filter((f: any) => f.severity === 'error').length : json.runs[0].results.filter((r: any) => r.level === 'error').length;
    } catch (e) {
      return `no JSON: ${(e as Error).message}`;
    }
  }
  if (code === 1 && errors === 0) return 'exit code 1 without an error';
  if (code === 0 && errors > 0) return `exit code 0 with ${errors} errors`;
  // the files of a tool are left out, and said so (MESH004); the last files of the call are the manifests: what has content is checked, or something is said
  if (code === 0 && err === '' && at < 0 && !/MESH004/.test(out) && inputs.some((i) => /\S/.test(i.toString('utf8').replace(/#.*|---|\.\.\./g, ''))) && /^0 objects/m.test(out)) return 'content was dropped without a word';
  return undefined;
}
