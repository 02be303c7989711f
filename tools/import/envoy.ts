import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { goModule } from './module';
import { SOURCES } from './sources';
import { CrdSet } from '../../src/crd/sets';

/** Writes assets/envoy/types.json.gz: the types of Envoy's configuration, as the control plane of the pinned Istio knows them. */
const { module, version } = SOURCES.find((s) => s.set === CrdSet.ISTIO)!;
const { dir, sum } = goModule(module, version);
const FILE = path.join(__dirname, '..', '..', 'assets', 'envoy', 'types.json.gz');

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
  const kept = reachable(messages);
  const sorted = (all: Record<string, string>, keep: (name: string) => boolean) => Object.fromEntries(Object.keys(all).filter(keep).sort().map((n) => [n, all[n]]));
  const used = new Set(Object.keys(messages).filter((n) => kept.has(n)).flatMap((n) => [...messages[n].matchAll(/#([\w.]+)/g)].map((m) => m[1])));
  const out = { source: { module, version, sum }, messages: sorted(messages, (n) => kept.has(n)), enums: sorted(enums, (n) => used.has(n)) };
  const bytes = gzipSync(JSON.stringify(out), { level: 9 });
  bytes[9] = 255; // as in run.ts: the same bytes on every machine
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.writeFileSync(FILE, bytes);
  console.log(`${Object.keys(out.messages).length} messages, ${Object.keys(out.enums).length} enumerations: ${bytes.length} bytes`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Messages of Envoy's configuration and of extensions, and what they hold. */
function reachable(messages: Record<string, string>): Set<string> {
  const out = new Set<string>();
  const left = Object.keys(messages).filter((n) => /^(envoy|xds|udpa|opentelemetry|io\.istio|istio\.envoy|google\.protobuf)\./.test(n) && !/^envoy\.(service|admin)\./.test(n));
  while (left.length) {
    const name = left.pop()!;
    if (out.has(name) || messages[name] === undefined) continue;
    out.add(name);
    for (const [, type] of messages[name].matchAll(/[.}*]\.?((?:\w+\.)+\w+)/g)) left.push(type);
  }
  return out;
}
