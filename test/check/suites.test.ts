import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';

// recorded behaviour of the real systems, outside the project, if available
const SUITES = join(__dirname, '../../../shared/suites');
const read = (file: string) => (existsSync(join(SUITES, file)) ? JSON.parse(readFileSync(join(SUITES, file), 'utf8')) : undefined);

let dir: string;
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'suites-')); });
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function check(...args: string[]): Promise<any[]> {
  let out = '';
  const code = await main(['check', '--format', 'json', '--complete', ...args], { out: (t) => { out += t; }, err: () => undefined, color: false });
  expect([0, 1]).toContain(code);
  return JSON.parse(out).findings;
}
const names = (o: any): string[] => [`${o.kind} ${o.name}`, ...(o.namespace ? [`${o.kind} ${o.namespace}/${o.name}`] : [])];

const analyze = read('analyze.json');
const cases: any[] = analyze?.cases ?? [];
test('the recorded cases equal those of the analyzers, if available', () => expect(existsSync(SUITES)).toBe(cases.length > 0));

cases.forEach((c) => test(`istioctl analyze: ${c.name} (${c.line})`, async () => {
  const base = join(dir, 'default.json');
  writeFileSync(base, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: analyze.defaultObjects }));
  const input = (f: string) => join(SUITES, 'analyze-inputs', f);
  const flags = [...(c.meshConfigFile ? ['--mesh-config', input(c.meshConfigFile)] : []), ...(c.meshNetworksFile ? ['--mesh-networks', input(c.meshNetworksFile)] : [])];
  const files = c.table === 'mcTestGrid' ? c.inputFiles.flatMap((f: string, i: number) => ['--cluster', `c${i}=${input(f)}`]) : [...c.inputFiles.map(input), base];
  const findings = await check(...flags, ...files);
  const found = new Set(findings.flatMap((f) => f.aliases.flatMap((a: string) => names(f.object).map((n) => `${a} ${n}`))));
  expect(c.expected.map((e: any) => `${e.code} ${e.origin}`).filter((e: string) => !found.has(e))).toEqual([]);
  const wanted = new Set(c.expected.map((e: any) => `${e.code} ${e.origin}`));
  const judged = new Set((analyze.analyzerCodes[c.analyzer] ?? []).filter((a: string) => a !== 'IST0101'));
  expect(findings.flatMap((f) => f.aliases.filter((a: string) => judged.has(a) && !names(f.object).some((n) => wanted.has(`${a} ${n}`))).map((a: string) => `${a} ${names(f.object).at(-1)}`))).toEqual([]);
}));

const mistakes: any[] = read('misconfigurations/index.json')?.rows ?? [];
/** The check that must report each mistake: any other finding is not enough. */
const CULPRITS: Readonly<Record<string, string>> = {
  'vs-prefix-glob': 'MESH220',
  'gw-passthrough-http-routes': 'MESH307',
  'se-https-port-http-protocol': 'MESH243',
  'double-tls': 'MESH247',
  'fault-plus-retry': 'MESH223',
  'dr-off-lookup-path': 'MESH232',
  'authz-mid-wildcard': 'MESH407',
  'authz-principal-format': 'MESH408',
  'authz-service-port': 'MESH409',
  'pa-service-port': 'MESH413',
  'pa-selector-nomatch': 'MESH412',
  'authz-custom-provider-missing': 'MESH404',
  'telemetry-provider-missing': 'MESH656',
  'http-se-vs-tcp-svc-port': 'MESH244',
  'vs-match-port-absent': 'MESH226',
  'vs-http-to-tcp-port': 'MESH229',
  'vs-weights-not-100': 'MESH222',
  'vs-rewrite-double-slash': 'MESH221',
  'dr-portlevel-unknown-port': 'MESH233',
  'dr-subset-other-namespace': 'MESH215',
  'gw-port-protocol-clash': 'MESH309',
  'hr-backend-port': 'MESH805',
  'hr-hostname-mismatch': 'MESH801',
  'authz-host-no-port': 'MESH405',
  'authz-ipblocks-lb': 'MESH406',
};
test('every recorded mistake has an object to blame', () => expect(mistakes.map((m) => m.id).filter((id) => !CULPRITS[id])).toEqual([]));
mistakes.forEach((m) => test(`mistake: ${m.id}`, async () => {
  const findings = await check(join(SUITES, 'misconfigurations', m.file));
  expect(findings.filter((f) => f.severity !== 'info').map((f) => f.code)).toContain(CULPRITS[m.id]);
}));
