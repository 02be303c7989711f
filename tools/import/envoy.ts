import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { goModule } from './module';
import { SOURCES, type Source } from './sources';
import { CrdSet } from '../../src/crd/sets';

/**
 * Writes the protobuf types that the control plane of the pinned Istio decodes: of Envoy's configuration (assets/envoy/types.json.gz), and of its own
 * mesh configuration (assets/istio/mesh.json.gz).
 */
const { module, version } = SOURCES.find((s): s is Source & Required<Pick<Source, 'module' | 'version'>> => s.set === CrdSet.ISTIO)!;
const { dir, sum } = goModule(module, version);
const ASSETS = path.join(__dirname, '..', '..', 'assets');
/** What users write: in a ConfigMap, in helm's values, in annotations. */
const MESH = ['MeshConfig', 'ProxyConfig', 'MeshNetworks'].map((name) => `istio.mesh.v1alpha1.${name}`);

// the program is built with the versions that Istio itself is built with
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'envoy-types-'));
try {
  const versions = fs.readFileSync(path.join(dir, 'go.mod'), 'utf8').replace(/^module .*$/m, 'module types');
  fs.writeFileSync(path.join(folder, 'go.mod'), `${versions}\nrequire ${module} ${version}\n`);
  fs.copyFileSync(path.join(dir, 'go.sum'), path.join(folder, 'go.sum'));
  fs.copyFileSync(path.join(__dirname, 'envoy', 'main.go'), path.join(folder, 'main.go'));
  const run = spawnSync('go', ['run', '-mod=mod', '.'], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`go run: ${run.error?.message ?? run.stderr}`);
  const { messages, enums } = JSON.parse(run.stdout) as Record<'messages' | 'enums', Record<string, string>>;
  const envoy = Object.keys(messages).filter((n) => /^(envoy|xds|udpa|opentelemetry|io\.istio|istio\.envoy|google\.protobuf)\./.test(n) && !/^envoy\.(service|admin)\./.test(n));
  write(path.join('envoy', 'types.json.gz'), messages, enums, envoy);
  write(path.join('istio', 'mesh.json.gz'), messages, enums, MESH);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

type Types = Record<string, string>;

/** Writes some messages, and all that they hold. */
function write(name: string, messages: Types, enums: Types, roots: readonly string[]): void {
  const kept = reachable(messages, roots);
  const sorted = (all: Types, keep: (type: string) => boolean) => Object.fromEntries(Object.keys(all).filter(keep).sort().map((n) => [n, all[n]]));
  const used = new Set([...kept].flatMap((n) => [...messages[n].matchAll(/#([\w.]+)/g)].map((m) => m[1])));
  const out = { source: { module, version, sum }, messages: sorted(messages, (n) => kept.has(n)), enums: sorted(enums, (n) => used.has(n)) };
  const bytes = gzipSync(JSON.stringify(out), { level: 9 });
  bytes[9] = 255; // as in run.ts: the same bytes on every machine
  const file = path.join(ASSETS, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  console.log(`assets/${name}: ${Object.keys(out.messages).length} messages, ${Object.keys(out.enums).length} enumerations: ${bytes.length} bytes`);
}

/** Messages, and the messages that their fields are. */
function reachable(messages: Types, roots: readonly string[]): Set<string> {
  const out = new Set<string>();
  const left = [...roots];
  while (left.length) {
    const name = left.pop()!;
    if (out.has(name) || messages[name] === undefined) continue;
    out.add(name);
    for (const [, type] of messages[name].matchAll(/[.}*]\.?((?:\w+\.)+\w+)/g)) left.push(type);
  }
  return out;
}
