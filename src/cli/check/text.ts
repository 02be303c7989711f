import type { Sources } from '../../check/files/input';
import { Lines } from '../../check/files/lines';
import type { UnusableInput } from '../../check/files/yaml';
import { Severity, type Finding } from '../../check/finding';
import { objectName, pageOf, plural } from '../../check/format';
import { order } from '../../grammar/order';
import { printable } from '../printable';

type Style = 'error' | 'warning' | 'info' | 'bold' | 'gutter';
const CODES: Readonly<Record<Style, string>> = { error: '1;31', warning: '1;33', info: '1;36', bold: '1', gutter: '34' };
const painter = (color: boolean) => (style: Style, text: string): string => (color && text ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
type Paint = ReturnType<typeof painter>;

/** A summary of what was checked, reported along with the findings. */
export interface Checked {
  readonly sources: Sources;
  readonly objects: number;
  /** findings below the requested severity */
  readonly below: number;
  /** the kind of each object without a known schema */
  readonly unknown: readonly string[];
  /** inputs that could not be read */
  readonly unread: number;
}

const WIDTH = 140;
const LONGEST = 600;

/** Findings as a compiler would print them: the problem, the place with the quoted line, the other objects involved, and the fix; in parts. */
export function* renderText(findings: readonly Finding[], checked: Checked, color: boolean): Iterable<string> {
  const paint = painter(color);
  const quoter = new Quoter(checked.sources, paint);
  for (const f of findings) yield `${linesOf(f, quoter, paint).join('\n')}\n\n`;
  yield `${summary(findings, checked, paint)}\n`;
  if (findings.length) yield `explanation of a code: ${pageOf(findings[0].code)}\n`;
}

/** A single finding, without colours. */
export const renderFinding = (finding: Finding, sources: Sources): string => {
  const paint = painter(false);
  return linesOf(finding, new Quoter(sources, paint), paint).join('\n');
};

/** The lines of a finding. */
function linesOf(f: Finding, quoter: Quoter, paint: Paint): string[] {
  const width = Math.max(...[f, ...f.related].map((x) => String(x.line ?? '').length), 1);
  const note = (text: string) => `${' '.repeat(width)} ${paint('gutter', '=')} ${text}`;
  const where = place(f);
  const related = f.related.map((r) => {
    const at = place(r);
    return note(`see: ${short(objectName(r))}${r.pointer ? ` ${short(r.pointer)}` : ''}${at ? ` at ${at}` : ''}`);
  });
  return [
    `${paint(f.severity, `${f.severity}[${f.code}]`)}${paint('bold', `: ${short(f.message)}`)}`,
    `${' '.repeat(width)}${paint('gutter', '-->')} ${where}${where ? ' ' : ''}(${short(objectName(f.object))}${f.pointer ? `, ${short(f.pointer)}` : ''})`,
    ...quoter.quote(f.file, f.line, f.column, width, f.severity),
    ...related,
    note(`${paint('bold', 'fix')}: ${short(f.fix)}`),
    ...(f.aliases.length > 0 ? [note(`also known as ${f.aliases.join(', ')}`)] : []),
  ];
}

/** The line of an unusable input, quoted; or nothing. */
export function quoteUnusable({ file, line, column }: UnusableInput, sources: Sources, color: boolean): string {
  return new Quoter(sources, painter(color)).quote(file, line, column, String(line ?? '').length, 'error', column !== undefined).map((l) => `${l}\n`).join('');
}

const place = (x: { file?: string; line?: number; column?: number; constructPath?: string }): string =>
  x.file === undefined ? x.constructPath ?? '' : `${x.file === '-' ? '<stdin>' : short(x.file)}:${x.line ?? 1}${x.column === undefined ? '' : `:${x.column}`}`;

class Quoter {
  private readonly lines = new Map<string, Lines>();

  public constructor(private readonly sources: Sources, private readonly paint: Paint) {}

  /** A line, with carets under the wrong part, or one caret where parsing stopped. */
  public quote(file: string | undefined, line: number | undefined, column: number | undefined, width: number, style: Style, point = false): readonly string[] {
    const text = file !== undefined && line !== undefined ? this.lineOf(file, line) : undefined;
    if (text === undefined || !text.trim()) return [];
    const first = /^[\s-]*/.exec(text)![0].length;
    const from = Math.min(column === undefined ? first : column - 1, text.length);
    // for a long line, the part around the place
    const cut = text.length > WIDTH && from > WIDTH / 2 ? from - 40 : 0;
    const shown = `${cut ? '…' : ''}${text.slice(cut, cut + WIDTH)}${text.length > cut + WIDTH ? '…' : ''}`;
    const start = from - cut + (cut ? 1 : 0);
    const end = (point ? from + 1 : endOf(text, from, from > first)) - cut + (cut ? 1 : 0);
    const gutter = (number: string) => this.paint('gutter', `${number.padStart(width)} |`);
    const carets = '^'.repeat(Math.max(Math.min(end, shown.length) - start, 1));
    return [gutter(''), `${gutter(String(line))} ${short(shown)}`, `${gutter('')} ${' '.repeat(start)}${this.paint(style, carets)}`];
  }

  private lineOf(file: string, line: number): string | undefined {
    let lines = this.lines.get(file);
    if (!lines) this.lines.set(file, lines = new Lines((this.sources.get(file) ?? '').replace(/^\uFEFF/, '')));
    return lines.line(line)?.trimEnd();
  }
}

/** Where the value at a column ends: with the line, or in flow style at the next comma or bracket of its own depth. */
function endOf(line: string, from: number, inside: boolean): number {
  if (!inside) {
    const rest = line.slice(from);
    const comment = rest.search(/\s#/);
    return comment >= 0 && !/["']/.test(rest.slice(comment)) ? from + rest.slice(0, comment).trimEnd().length : line.replace(/,$/, '').length;
  }
  let depth = 0;
  let quote = '';
  for (let i = from; i < line.length; i++) {
    const c = line[i];
    if (quote) {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || (c === '\'' && /[\s,:[{]/.test(line[i - 1] ?? ' '))) {
      quote = c;
    } else if (c === '{' || c === '[') {
      depth++;
    } else if ((c === ',' && !depth) || ((c === '}' || c === ']') && --depth < 0)) {
      return line.slice(0, i).trimEnd().length;
    }
  }
  return line.length;
}

/** User text, shortened and without terminal control characters. */
function short(text: string): string {
  const plain = printable(text);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

function summary(findings: readonly Finding[], { objects, below, unknown, unread }: Checked, paint: Paint): string {
  const n = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
  const of = (severity: Severity, text: string) => (n(severity) ? paint(severity, text) : text);
  const found = findings.length
    ? `: ${of(Severity.ERROR, plural(n(Severity.ERROR), 'error'))}, ${of(Severity.WARNING, plural(n(Severity.WARNING), 'warning'))}, ${n(Severity.INFO)} info`
    : below ? '' : ', nothing found';
  return `${plural(objects, 'object')} checked${found}${below ? `; ${below} of lower severity not shown` : ''}${ofUnknown(unknown)}${unread ? `; ${plural(unread, 'input')} could not be read` : ''}`;
}

/** How many objects were not checked by themselves, and the most frequent kinds of them. */
function ofUnknown(kinds: readonly string[]): string {
  if (!kinds.length) return '';
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const most = [...counts].sort(([a, n], [b, m]) => m - n || order(a, b)).map(([kind]) => kind);
  return `; no schema is known for ${plural(kinds.length, 'object')} (${short(most.slice(0, 5).join(', '))}${most.length > 5 ? ', …' : ''})`;
}
