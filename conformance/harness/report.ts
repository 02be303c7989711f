import { writeFileSync } from 'node:fs';
import { proofOf, proofTable } from './proof';
import { Check } from './trial';

export interface Row {
  readonly group: string;
  readonly case: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly checks: readonly Check[];
  /** What the models of the case ask for, of which planes, and what of it synth refused. */
  readonly asked?: { readonly features: readonly string[]; readonly planes: readonly string[]; readonly refused: readonly string[] };
  /** Why it did not come to an end. */
  readonly error?: string;
  /** The first try, where this is the second. */
  readonly first?: Row;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.flatMap((r) => {
    const head = [r.group, r.case, '', '', r.ok ? 'pass' : 'FAIL', `${r.seconds.toFixed(1)} s`];
    const checks = r.checks.map((c) => ['', `  ${c.what}`, cut(c.expected), cut(c.measured, c.ok ? 64 : 400), c.ok ? 'ok' : 'WRONG', '']);
    return [head, ...checks, ...(r.error ? [['', '  error', 'none', r.error, 'WRONG', '']] : [])];
  });
  const all = [['group', 'case', 'expected', 'measured', 'verdict', 'time'], ...lines];
  const width = [8, 44, 40, 64, 7, 7].map((max, i) => Math.min(max, Math.max(...all.map((l) => l[i].length))));
  return all.map((l) => l.map((cell, i) => cell.padEnd(width[i])).join('  ').trimEnd()).join('\n');
}

/** The end of the run: what failed and what needed a second try, each with what was wrong, and the count. */
export function summary(rows: readonly Row[]): string {
  const failed = rows.filter((r) => !r.ok);
  const second = rows.filter((r) => r.ok && r.first);
  return [
    ...failed.flatMap((r) => [`FAIL ${r.group}: ${r.case}`, ...wrong(r)]),
    ...second.flatMap((r) => [`passed at the second try, ${r.group}: ${r.case}; the first:`, ...wrong(r.first!)]),
    `${rows.length - failed.length} passed${second.length > 0 ? ` (${second.length} at the second try)` : ''}, ${failed.length} failed`,
  ].join('\n');
}

function wrong(r: Row): string[] {
  const checks = r.checks.filter((c) => !c.ok).map((c) => `  ${c.what}: expected ${cut(c.expected, 400)}, measured ${cut(c.measured, 400)}`);
  return [...checks, ...(r.error ? [`  ${r.error}`] : [])];
}

export function writeReport(file: string, rows: readonly Row[], versions: Readonly<Record<string, string>>): void {
  const proof = proofOf(rows);
  const report = { versions, passed: rows.filter((r) => r.ok).length, failed: rows.filter((r) => !r.ok).length, cases: rows, proof };
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(file.replace(/\.json$/, '.md'), proofTable(proof));
}

function cut(text: string, max = 64): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
