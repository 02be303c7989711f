import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';
import { kindsOf } from '../../src/crd/crds';
import { CrdSet } from '../../src/crd/sets';
import { LINEAR_PATTERNS } from '../../src/grammar/linear-patterns';
import { compilePattern } from '../../src/grammar/regexp';

process.env.RECHECK_BACKEND = 'pure'; // neither Java nor a program of the platform
interface Verdict { readonly status: 'safe' | 'vulnerable' | 'unknown'; readonly complexity?: { readonly summary: string }; readonly attack?: { readonly pattern: string } }
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { checkSync } = require('recheck') as { checkSync(source: string, flags: string, options: object): Verdict };
const ROOT = join(__dirname, '../..');
const SOURCES = join(ROOT, 'src');
/** Digests of the regular expressions that the analyser has proved linear, so that they are not analysed again. PROVE=1 analyses all and writes the digests. */
const PROVEN = join(__dirname, 'linear.proven.json');
const digest = (literal: string): string => createHash('sha256').update(literal).digest('hex').slice(0, 16);

/** Every regular expression literal, with its places. */
function literals(folder: string, found = new Map<string, string[]>()): Map<string, string[]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) literals(path, found);
    if (!entry.name.endsWith('.ts')) continue;
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.set(node.text, [...found.get(node.text) ?? [], `${relative(ROOT, path)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`]);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** Without an unbounded repetition, or with a single one at an anchored start, no text takes more than linear time. */
function isPlainlyLinear(source: string): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x').replace(/\(\?<?[:=!]/g, '(');
  const unbounded = bare.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  return unbounded === 0 || (unbounded === 1 && bare.startsWith('^') && !/[{|()]/.test(bare));
}

/** The analyser's result; if the proof takes too long, the result of its search for an attack. */
function verdict(source: string, flags: string): string {
  let result = checkSync(source, flags, { checker: 'auto', timeout: 20_000, randomSeed: 1 });
  if (result.status === 'unknown') result = checkSync(source, flags, { checker: 'fuzz', timeout: 60_000, randomSeed: 1 });
  return result.status === 'vulnerable' ? `${result.complexity?.summary}, such as ${JSON.stringify(result.attack?.pattern).slice(0, 200)}` : result.status;
}

test('no regular expression in the sources takes more than linear time', () => {
  const all = Boolean(process.env.PROVE);
  const proven = new Set<string>(all ? [] : JSON.parse(readFileSync(PROVEN, 'utf8')) as string[]);
  const judged: string[] = [];
  const slow = [...literals(SOURCES)].flatMap(([literal, places]) => {
    const end = literal.lastIndexOf('/');
    const source = literal.slice(1, end);
    if (isPlainlyLinear(source) || proven.has(digest(literal))) return [];
    const said = verdict(source, literal.slice(end + 1));
    if (said === 'safe') judged.push(digest(literal));
    return said === 'safe' ? [] : [`${literal} at ${places.join(', ')}: ${said}`];
  });
  if (all) writeFileSync(PROVEN, `${JSON.stringify(judged.sort(), undefined, 1)}\n`);
  expect(slow).toEqual([]);
}, 900_000);

test('the patterns that JavaScript matches take linear time, and it gets no other patterns', () => {
  for (const pattern of LINEAR_PATTERNS) {
    const source = pattern.replace('^(?i)', '^');
    expect([pattern, verdict(source, source === pattern ? '' : 'i')]).toEqual([pattern, 'safe']);
    expect(compilePattern(pattern)).toBeInstanceOf(RegExp);
  }
  const patterns = new Set<string>();
  const visit = (value: any): void => {
    if (typeof value !== 'object' || value === null) return;
    if (typeof value.pattern === 'string') patterns.add(value.pattern);
    Object.values(value).forEach(visit);
  };
  for (const set of Object.values(CrdSet)) kindsOf(set).forEach(({ schema }) => visit(schema));
  expect(patterns.size).toBeGreaterThan(20);
  for (const pattern of patterns) expect(compilePattern(pattern) instanceof RegExp).toBe(LINEAR_PATTERNS.has(pattern));
}, 300_000);

test.each([
  ['^[!-~]+([\\t ]?[!-~]+)*$', "default-src 'self'; script-src 'self' https://cdn.example.com; "],
  ['^[!-~]+([\\t ]?[!-~]+)*$', `${'a b'.repeat(1000)}  c`],
  ['^[!-~]+([\\t ]?[!-~]+)*$', `${'x'.repeat(4000)}é`],
  ['^(a+)+$', `${'a'.repeat(50)}b`],
])('a text that does not match %s is refused in linear time', (pattern, text) => {
  expect(compilePattern(pattern).test(text)).toBe(false);
}, 2000);
