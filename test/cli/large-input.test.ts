import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lines } from '../../src/check/files/lines';
import { batches } from '../../src/cli/batches';
import { main } from '../../src/cli/main';

const run = async (args: readonly string[]): Promise<{ code: number; parts: string[]; err: string }> => {
  const parts: string[] = [];
  let err = '';
  const code = await main(args, { out: (t) => parts.push(t), err: (t) => { err += t; }, color: false });
  return { code, parts, err };
};
const written = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'large-')), 'a.yaml');
  writeFileSync(file, text);
  return file;
};

test('more objects of unknown kinds than a call has arguments', async () => {
  const file = written('---\napiVersion: a.b/v1\nkind: C\nmetadata:\n  name: d*\n'.repeat(130_000));
  const { code, parts } = await run(['check', file]);
  expect(code).toBe(0);
  expect(parts.join('')).toMatch(/no schema is known for 130000 objects \(C\)/);
});

const ports = (n: number) => Array.from({ length: n }, (_, i) => `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${i}, namespace: n}\nspec: {ports: [{name: http, port: ${70_000 + i}}]}\n`).join('');

test.each(['json', 'sarif'])('a report in %s is one document, although it is written in parts', async (format) => {
  const { code, parts } = await run(['check', '--format', format, written(ports(150))]);
  expect(code).toBe(1);
  expect(parts.length).toBeGreaterThan(1);
  const text = parts.join('');
  const report = JSON.parse(text);
  const places = format === 'json' ? report.findings.map((f: { line: number }) => f.line) : report.runs[0].results.map((r: any) => r.locations[0].physicalLocation.region.startLine);
  expect(places).toEqual(expect.arrayContaining(Array.from({ length: 150 }, (_, i) => 5 * i + 5)));
  expect(text).toBe(`${JSON.stringify(report, undefined, format === 'json' ? undefined : 2)}\n`);
});

test('each of many findings is quoted with its own line', async () => {
  const { parts } = await run(['check', written(ports(100))]);
  const text = parts.join('');
  for (let i = 0; i < 100; i++) expect(text).toContain(`${5 * i + 5} | spec: {ports: [{name: http, port: ${70_000 + i}}]}`);
});

test('lines and offsets', () => {
  for (const text of ['', 'a', '\n', 'a\n', '\na', 'a\n\nbc\n', 'ä\n\u2028x\r\ny']) {
    const lines = new Lines(text);
    const split = text.split('\n');
    expect(split.map((_, i) => lines.line(i + 1))).toEqual(split);
    expect([lines.line(0), lines.line(split.length + 1)]).toEqual([undefined, undefined]);
    for (let at = 0; at <= text.length; at++) expect(lines.at(at)).toBe(text.slice(0, at).split('\n').length);
  }
});

test('batches keep all text, in order', () => {
  const texts = Array.from({ length: 1000 }, (_, i) => String(i).repeat(100));
  const all = [...batches(texts)];
  expect(all.join('')).toBe(texts.join(''));
  expect(all.length).toBeGreaterThan(2);
  expect([...batches([])]).toEqual([]);
});
