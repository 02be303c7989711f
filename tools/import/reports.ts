import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import { load } from 'js-yaml';
import { goModule } from './module';
import type { Report, Reports } from '../../src/capability/reports/reports';

/** Where the reports are that implementations publish: later releases of the module keep those of the earlier ones. */
const SOURCE = { module: 'sigs.k8s.io/gateway-api/conformance', version: 'v1.7.0', path: 'reports' };
const FILE = path.join(__dirname, '..', '..', 'assets', 'gateway-api', 'reports.json.gz');

/** Profiles that had another name in the first releases. */
const NOW: Record<string, string> = { HTTP: 'GATEWAY-HTTP', TLS: 'GATEWAY-TLS', GRPC: 'GATEWAY-GRPC', MESH: 'MESH-HTTP' };

const { dir, sum } = goModule(SOURCE.module, SOURCE.version);
const names = new Set<string>();
const found: { readonly key: string; readonly given: any }[] = [];
for (const release of fs.readdirSync(path.join(dir, SOURCE.path)).filter((r) => /^v[1-9]/.test(r))) {
  const folder = path.join(dir, SOURCE.path, release);
  for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).sort()) {
    const given: any = load(fs.readFileSync(path.join(folder, file), 'utf8'));
    if (given?.kind !== 'ConformanceReport') throw new Error(`${release}/${file} is no report`);
    for (const p of given.profiles ?? []) for (const n of [...p.extended?.supportedFeatures ?? [], ...p.extended?.unsupportedFeatures ?? []]) names.add(n);
    found.push({ key: `${given.implementation.organization}/${given.implementation.project}`.toLowerCase().replace(/[^a-z0-9/.]+/g, '-'), given });
  }
}
const features = [...names].sort();
const indices = (list: string[] | undefined) => (list ?? []).map((n) => features.indexOf(n)).sort((a, b) => a - b);
const implementations: Record<string, Report[]> = {};
for (const { key, given } of found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))) {
  (implementations[key] ??= []).push({
    version: String(given.implementation.version),
    api: `v${String(given.gatewayAPIVersion).replace(/^v/, '')}`,
    channel: given.gatewayAPIChannel ?? 'standard',
    mode: given.mode ?? 'default',
    profiles: Object.fromEntries((given.profiles ?? []).map((p: any) => [NOW[p.name] ?? p.name, {
      core: p.core.result,
      skipped: p.core.skippedTests,
      yes: indices(p.extended?.supportedFeatures),
      no: indices(p.extended?.unsupportedFeatures),
    }])),
  });
}
const out: Reports = { source: { ...SOURCE, sum }, features, implementations };
const bytes = gzipSync(JSON.stringify(out), { level: 9 });
bytes[9] = 255; // as in run.ts: the same bytes on every machine
fs.mkdirSync(path.dirname(FILE), { recursive: true });
fs.writeFileSync(FILE, bytes);
console.log(`${found.length} reports of ${Object.keys(implementations).length} implementations, ${features.length} features: ${bytes.length} bytes`);
