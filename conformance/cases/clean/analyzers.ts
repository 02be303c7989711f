import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../../src/check/finding';
import { main } from '../../../src/cli/main';
import { analyzerCodes, analyzerGrid, GridRow } from '../../harness/analyzer-grid';
import { Case } from '../../harness/case';
import { Trial } from '../../harness/trial';

const ANALYZERS = 'pkg/config/analysis/analyzers';
/** Many analyzers share this code: it only counts for the objects that a row expects. */
const NOT_FOUND = 'IST0101';

/** The object that istioctl adds to files: the ingress gateway. */
const GATEWAY = [{
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' },
  spec: { selector: { istio: 'ingressgateway' }, ports: [80, 443, 31400, 15443].map((port) => ({ name: `tcp-${port}`, port })) },
}, {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'istio-ingressgateway-dummy', namespace: 'istio-system', labels: { istio: 'ingressgateway' } },
  spec: { containers: [{ name: 'istio-proxy', image: 'proxy' }] },
}];

/** Runs the command line on the files of a row. */
async function check(folder: string, row: GridRow, beside: readonly string[]): Promise<Finding[]> {
  const path = (f: string) => join(folder, f);
  const options = [...row.meshConfig ? ['--mesh-config', path(row.meshConfig)] : [], ...row.meshNetworks ? ['--mesh-networks', path(row.meshNetworks)] : []];
  const files = row.clusters ? row.files.flatMap((f, i) => ['--cluster', `cluster${i + 1}=${path(f)}`]) : [...row.files.map(path), ...beside];
  let out = '';
  let said = '';
  const code = await main(['check', '--format', 'json', '--complete', ...options, ...files], { out: (t) => { out += t; }, err: (t) => { said += t; }, color: false });
  if (code > 1) { throw new Error(`${row.name}: ${said}`); }
  return JSON.parse(out).findings;
}

/** Expected findings that are missing, and unexpected findings with a code of the row's analyzer. */
function differences(row: GridRow, findings: readonly Finding[], codes: ReadonlySet<string>): string[] {
  const told = findings.flatMap((f) => (f.aliases ?? []).map((alias) => ({ alias, names: names(f) })));
  const missing = row.expected.filter((e) => !told.some((m) => m.names.some((n) => `${m.alias} ${n}` === e)));
  const strange = told.filter((m) => codes.has(m.alias) && m.alias !== NOT_FOUND && !m.names.some((n) => row.expected.includes(`${m.alias} ${n}`)));
  return [...missing.map((m) => `${row.name}: missing ${m}`), ...strange.map((m) => `${row.name}: not expected ${m.alias} ${m.names[0]}`)];
}

function names({ object: { kind, namespace, name } }: Finding): string[] {
  return namespace ? [`${kind} ${namespace}/${name}`, `${kind} ${name}`] : [`${kind} ${name}`];
}

async function judge(t: Trial, folder: string, beside: readonly object[]): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'analyzers-'));
  try {
    const file = join(scratch, 'beside.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: beside }));
    const codes = analyzerCodes(folder);
    const grid = analyzerGrid(folder);
    const wrong: string[] = [];
    for (const row of grid) { wrong.push(...differences(row, await check(folder, row, [file]), codes.get(row.analyzer) ?? new Set())); }
    t.between('rows', 100, 1000, grid.length);
    t.between('messages', 200, 5000, grid.reduce((n, r) => n + r.expected.length, 0));
    return wrong;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

export const cases: Case[] = [{
  group: 'clean',
  name: 'the test grid of istioctl\'s analyzers: each message, and no other that the row\'s analyzer could give',
  run: async (lab, t) => {
    const wrong = await judge(t, join(lab.parts.istioSource, ANALYZERS), GATEWAY);
    t.equal('differences', [], wrong);
  },
}, {
  group: 'clean',
  name: 'the test grid of istioctl\'s analyzers (control)',
  run: async (lab, t) => {
    const wrong = await judge(t, join(lab.parts.istioSource, ANALYZERS), []);
    t.that('the ingress gateway taken away', 'differences', wrong.join(', '), wrong.length > 0);
  },
}];
