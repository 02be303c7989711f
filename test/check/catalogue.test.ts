import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONDITIONS, MISTAKES, PEERS } from './catalogue';
import { CASES } from './grid/cases';
import { checkManifests } from '../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../src/check/registry';
import { SCHEMA_CODES } from '../../src/check/schema';
import { ADMISSION_CODES } from '../../src/validation';

const ROWS = [...PEERS, ...CONDITIONS, ...MISTAKES];
const reference = join(__dirname, '../../../shared/reference/validation.md');
// grids of their own: see grid.test.ts
const ELSEWHERE = new Set(['MESH901']);

test('each row has exactly one check, or a reason why none is possible', () => {
  expect(new Set(ROWS.map((r) => r.id)).size).toBe(ROWS.length);
  for (const r of ROWS) expect([r.id, [r.codes, r.layer, r.not].filter((x) => x?.length).length]).toEqual([r.id, 1]);
});

test('every code in the table exists, with a failing and a passing case', () => {
  const known = new Map(CHECKS.map((c) => [c.code, c]));
  const covered = new Set([...CASES.map((c) => c.code), ...ELSEWHERE]);
  for (const { id, codes } of ROWS) {
    for (const code of codes ?? []) expect([id, code, known.has(code), covered.has(code)]).toEqual([id, code, true, true]);
  }
  for (const { id, layer } of ROWS) {
    for (const code of layer ?? []) expect([id, code in SCHEMA_CODES || code in ADMISSION_CODES]).toEqual([id, true]);
  }
});

test('the aliases of the checks are exactly those of the table', () => {
  const aliases = new Map(CHECKS.map((c) => [c.code, c.aliases]));
  for (const { id, codes, named } of [...PEERS, ...CONDITIONS]) for (const code of codes ?? []) expect([code, aliases.get(code)]).toEqual([code, expect.arrayContaining([named ?? id])]);
  const listed = new Set(PEERS.map((r) => r.id));
  for (const [code, list] of aliases) for (const alias of list.filter((a) => /^(IST|KIA)/.test(a))) expect([code, alias, listed.has(alias)]).toEqual([code, alias, true]);
});

test('findings of the single-object layers have aliases too', () => {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'a', namespace: 'a' },
    spec: {
      hosts: ['a.example.com', 'a.example.com'],
      gateways: ['gw.a.svc.cluster.local'],
      http: [
        { match: [{ uri: { prefix: '/' } }, { uri: { prefix: '/b' } }], route: [{ destination: { host: 'a' } }] },
        { route: [{ destination: { host: 'a' } }] },
        { route: [{ destination: { host: 'b' } }] },
      ],
    },
  };
  const found = new Set(checkManifests([{ object, origin: {} }], {}, { checks: [], layers: LAYERS }).flatMap((f) => f.aliases));
  expect([...found].sort()).toEqual(['IST0106', 'IST0130', 'IST0131', 'IST0133', 'KIA1108']);
});

test('the other tools\' own tables, if available, contain nothing that is not listed', () => {
  if (!existsSync(reference)) return;
  const text = readFileSync(reference, 'utf8');
  const ids = [...text.matchAll(/^\| (\d{4}) \| [A-Z]/gm)].map((m) => `IST${m[1]}`)
    .concat([...text.matchAll(/^\| ((?:KIA\d{4}(?:, )?)+) \|/gm)].flatMap((m) => m[1].split(', ')));
  expect(ids.length).toBeGreaterThan(130);
  const listed = new Set(PEERS.map((r) => r.id));
  expect(ids.filter((id) => !listed.has(id))).toEqual([]);
});
