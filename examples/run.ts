import * as fs from 'fs';
import * as path from 'path';
import { Checks, Severity } from 'cdk8s-mesh';
import { loadAll } from 'js-yaml';
import { type Example, findExamples } from './find';

/* Writes each example (or those that are named) to dist/NAME and says what was written. */

const dist = path.join(__dirname, '..', 'dist');

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];
const ROUTES = ['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];
const TRAFFIC_POLICIES = ['DestinationRule', 'BackendTLSPolicy'];
const ACCESS_POLICIES = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];

function main(names: readonly string[]): void {
  const examples = findExamples();
  const unknown = names.find((name) => !examples.some((e) => e.name === name));
  if (unknown !== undefined) {
    throw new Error(`there is no example '${unknown}'; there are: ${examples.map((e) => e.name).join(', ')}`);
  }
  examples.filter((e) => names.length === 0 || names.includes(e.name)).forEach(write);
}

function write({ name, build, beside }: Example): void {
  const outdir = path.join(dist, name);
  fs.rmSync(outdir, { recursive: true, force: true });
  const app = build({ outdir });
  app.synth();

  console.log(`${name}: dist/${name}`);
  const all: any[] = [];
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).sort();
  const width = Math.max(...files.map((file) => file.length));
  for (const file of files) {
    const docs = loadAll(fs.readFileSync(path.join(outdir, file), 'utf8')).filter((doc) => doc);
    all.push(...docs);
    console.log(`  ${file.padEnd(width)}  ${count(docs.length, 'object')}`);
  }
  // Config Connector's kinds are those of the APIs, with their group in front
  const of = (kinds: readonly string[]) => all.filter((doc) => kinds.includes(doc.kind.replace(/^Network(Services|Security)/, '')));
  const rules = of(ROUTES).flatMap(({ spec }) => [spec.http, spec.tls, spec.tcp, spec.rules].flatMap((r) => r ?? []));
  const warnings = Checks.of(app).findings().filter((f) => f.severity === Severity.WARNING);
  const summary = ([
    [of(['Service']), 'service'],
    [of(WORKLOADS), 'workload'],
    [rules, 'route'],
    [of(TRAFFIC_POLICIES), 'traffic policy', 'traffic policies'],
    [of(ACCESS_POLICIES), 'access policy', 'access policies'],
  ] as const).filter(([found]) => found.length > 0).map(([found, one, many]) => count(found.length, one, many));
  console.log(`  ${[...summary, count(warnings.length, 'warning')].join(', ')}`);
  if (all.length === 0) {
    throw new Error(`example '${name}' wrote nothing`);
  }
  for (const [file, text] of Object.entries(beside?.() ?? {})) {
    const to = path.join(outdir, 'beside', file);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.writeFileSync(to, text);
    console.log(`  beside/${file}`);
  }
  console.log();
}

function count(n: number, one: string, many = `${one}s`): string {
  return n === 0 ? `no ${many}` : `${n} ${n === 1 ? one : many}`;
}

try {
  main(process.argv.slice(2));
} catch (e) {
  console.error((e as Error).message);
  process.exitCode = 1;
}
