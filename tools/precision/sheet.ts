import { generator } from '../../conformance/harness/mutations';

/** What is reviewed by hand for a finding. */
export interface Drawn {
  readonly code: string;
  readonly severity: string;
  readonly file?: string;
  readonly line?: number;
  readonly object: string;
  readonly message: string;
  readonly fix: string;
}

const HEAD = ['verdict', 'severity', 'code', 'place', 'object', 'message', 'fix'];

/** Draws random findings, the same ones for the same seed: errors and warnings in proportion. */
export function draw<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = generator((Math.abs(Math.trunc(seed)) % 2147483646) + 1); // any seed, also 0
  const rest = all.map((_, i) => i);
  const taken: number[] = [];
  while (taken.length < count && rest.length) taken.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return taken.sort((a, b) => a - b).map((i) => all[i]);
}

/** A sheet of tab-separated values, whose first column is to be filled with `true`, `noise` or `false`. */
export function sheet(findings: readonly Drawn[]): string {
  const cell = (value: unknown) => String(value ?? '').replace(/[\t\r\n]+/g, ' ');
  const rows = findings.map((f) => ['', f.severity, f.code, f.file === undefined ? '' : `${f.file}:${f.line ?? 1}`, f.object, f.message, f.fix]);
  return `${[HEAD, ...rows].map((row) => row.map(cell).join('\t')).join('\n')}\n`;
}

/** How many rows of a reviewed sheet are true, by severity and by code; rows without a verdict are counted separately. */
export function figures(text: string): string {
  const [head, ...lines] = text.trimEnd().split('\n').map((line) => line.split('\t'));
  if (head?.join() !== HEAD.join()) throw new Error(`the sheet must begin with the columns ${HEAD.join(', ')}, got "${head?.join(', ')}"; write it by: npm run precision -- DIR`);
  const odd = lines.find(([verdict]) => !['', 'true', 'noise', 'false'].includes(verdict));
  if (odd) throw new Error(`a verdict must be true, noise or false, got "${odd[0]}" for ${odd[2]} at ${odd[3]}`);
  const out: string[] = [];
  for (const [column, of] of [[1, 'severity'], [2, 'code']] as const) {
    for (const value of [...new Set(lines.map((l) => l[column]))].sort()) {
      const rows = lines.filter((l) => l[column] === value && l[0] !== '');
      const right = rows.filter(([verdict]) => verdict === 'true').length;
      if (rows.length) out.push(`${of} ${value}: ${right} of ${rows.length} true (${((100 * right) / rows.length).toFixed(0)} %)`);
    }
  }
  const open = lines.filter(([verdict]) => verdict === '').length;
  if (open) out.push(`${open} without a verdict`);
  return out.join('\n');
}
