import type { RE2JS as Re2 } from 're2js';

/** RE2, loaded on first use. */
function re2(): typeof Re2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('re2js').RE2JS;
}

export type TextTest = (text: string) => boolean;

/**
 * Whether JavaScript means the same by an expression, and finds a match without going back and forth: no flags and escapes of its own, no
 * Unicode, and no repetition of a group (`(a+)+` takes JavaScript exponential time).
 */
function sameInJavaScript(source: string): boolean {
  return /^[\x20-\x7e]*$/.test(source) && !/\(\?(?!:)|\\[^dDwW\\/.\-+*?()[\]{}|^$]|\[\[|\[:|\)[*+{?]|[*+?}][*+{]/.test(source) && !/\[[^\][]*&&/.test(source);
}

const patterns = new Map<string, Re2>();

function compiled(source: string): Re2 {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, pattern = re2().compile(source));
  return pattern;
}

const tests = new Map<string, TextTest>();

/**
 * A test whether an expression of RE2 matches a text as a whole, as Envoy's `safe_regex` does.
 * Throws where RE2 doesn't compile the expression.
 */
export function fullMatch(source: string): TextTest {
  let test = tests.get(source);
  if (!test) tests.set(source, test = compileTest(source));
  return test;
}

function compileTest(source: string): TextTest {
  if (source === '.*') return (text) => !text.includes('\n');
  const exact = compiled(source);
  const slow: TextTest = (text) => exact.matches(text);
  if (!sameInJavaScript(source)) return slow;
  let fast: RegExp;
  try {
    fast = new RegExp(`^(?:${source})$`);
  } catch {
    return slow; // RE2 allows what JavaScript does not
  }
  return (text) => (/^[\x20-\x7e]*$/.test(text) ? fast.test(text) : slow(text));
}

/**
 * Replaces all matches of an expression, as Envoy's `regex_rewrite` does: `\1` stands for the first group, `\0` for the match; an empty match
 * right after another match is passed over. A substitution that names a group which the expression doesn't have changes nothing.
 */
export function replaceAll(source: string, substitution: string, text: string): string {
  const pattern = compiled(source);
  const highest = Math.max(0, ...[...substitution.matchAll(/\\(.)/gs)].map((m) => (/\d/.test(m[1]) ? Number(m[1]) : 0)));
  if (highest > pattern.groupCount()) return text;
  const matcher = pattern.matcher(text);
  let out = '';
  let at = 0;
  let lastEnd = -1;
  while (at <= text.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    out += text.slice(at, start);
    at = end;
    if (start === end && start === lastEnd) {
      out += text.slice(at, at + 1);
      at += 1;
      continue;
    }
    out += substitution.replace(/\\(.)/gs, (_, c: string) => (c === '\\' ? '\\' : matcher.group(Number(c)) ?? ''));
    lastEnd = end;
  }
  return lastEnd < 0 ? text : out + text.slice(at);
}
