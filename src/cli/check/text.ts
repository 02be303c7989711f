import { styleText } from 'node:util';
import type { Sources } from './input';
import { Severity, type Finding } from '../../check/finding';
import { objectName } from '../../check/format';

type Style = Parameters<typeof styleText>[0];
const STYLES: Readonly<Record<Severity, Style>> = { [Severity.ERROR]: ['bold', 'red'], [Severity.WARNING]: ['bold', 'yellow'], [Severity.INFO]: ['bold', 'cyan'] };

/** Findings as a compiler would print them: what, where with the line quoted, what else is involved, how to fix it. */
export function renderText(findings: readonly Finding[], sources: Sources, objects: number, color: boolean): string {
  const paint = (style: Style, text: string) => (color ? styleText(style, text) : text);
  const split = new Map<string, string[]>();
  const lineOf = (file: string, line: number): string | undefined => {
    if (!split.has(file)) split.set(file, (sources.get(file) ?? '').split('\n'));
    return split.get(file)![line - 1];
  };
  const out: string[] = [];
  for (const f of findings) {
    out.push(`${paint(STYLES[f.severity], `${f.severity}[${f.code}]`)}${paint('bold', `: ${f.message}`)}`);
    const width = Math.max(...[f, ...f.related].map((x) => String(x.line ?? '').length), 1);
    const gutter = (text: string) => paint('blue', `${text.padStart(width)} |`);
    const where = f.file !== undefined ? `${f.file}:${f.line ?? 1}` : f.constructPath ?? '';
    out.push(`${' '.repeat(width)}${paint('blue', '-->')} ${where}${where ? ' ' : ''}(${objectName(f.object)}${f.pointer ? `, ${f.pointer}` : ''})`);
    const quote = (file: string | undefined, line: number | undefined) => {
      const text = file !== undefined && line !== undefined ? lineOf(file, line) : undefined;
      if (text === undefined || !text.trim()) return;
      const shown = text.trimEnd().slice(0, 140);
      const start = /^[\s-]*/.exec(shown)![0].length;
      out.push(gutter(''), `${gutter(String(line))} ${shown}`, `${gutter('')} ${' '.repeat(start)}${paint(STYLES[f.severity], '^'.repeat(Math.max(shown.length - start, 1)))}`);
    };
    quote(f.file, f.line);
    for (const r of f.related) {
      const at = r.file !== undefined ? `${r.file}:${r.line ?? 1}` : r.constructPath ?? '';
      out.push(`${' '.repeat(width)} ${paint('blue', '=')} see: ${objectName(r)}${r.pointer ? ` ${r.pointer}` : ''}${at ? ` at ${at}` : ''}`);
    }
    out.push(`${' '.repeat(width)} ${paint('blue', '=')} ${paint('bold', 'fix')}: ${f.fix}`);
    if (f.aliases.length) out.push(`${' '.repeat(width)} ${paint('blue', '=')} also known as ${f.aliases.join(', ')}`);
    out.push('');
  }
  out.push(summary(findings, objects));
  return `${out.join('\n')}\n`;
}

function summary(findings: readonly Finding[], objects: number): string {
  const n = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
  const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const checked = `${plural(objects, 'object')} checked`;
  if (!findings.length) return `${checked}, nothing found`;
  const parts = [plural(n(Severity.ERROR), 'error'), plural(n(Severity.WARNING), 'warning'), `${n(Severity.INFO)} for information`];
  return `${checked}: ${parts.join(', ')}`;
}
