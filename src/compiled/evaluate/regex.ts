import type { RE2JS as Re2 } from 're2js';
import { re2 } from '../../grammar/regexp';

export type TextTest = (text: string) => boolean;

const patterns = new Map<string, Re2>();

/** A compiled RE2 expression. Throws if it doesn't compile. */
export function compiled(source: string): Re2 {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, pattern = re2().compile(source));
  return pattern;
}

const tests = new Map<string, TextTest>();

/**
 * A test whether an RE2 expression matches a whole text, like Envoy's `safe_regex`. Throws if RE2 doesn't compile the expression.
 */
export function fullMatch(source: string): TextTest {
  let test = tests.get(source);
  if (!test) tests.set(source, test = compileTest(source));
  return test;
}

function compileTest(source: string): TextTest {
  if (source === '.*') return (text) => !text.includes('\n');
  const pattern = compiled(source);
  return (text) => pattern.matches(text);
}

/**
 * Replaces all matches of an expression, like Envoy's `regex_rewrite`: `\1` is the first group, `\0` the match; an empty match right after another
 * match is skipped. A substitution that refers to a missing group changes nothing.
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
