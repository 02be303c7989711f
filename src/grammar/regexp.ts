import type { RE2JS as Re2 } from 're2js';
import { LINEAR_PATTERNS } from './linear-patterns';

/**
 * Regular expressions as the mesh reads them: Go and Envoy use RE2 syntax.
 *
 * RE2 has no backreferences and no lookaround, but inline flags, `\z`, `\Q…\E` and POSIX classes. Loaded on first use.
 */
export function re2(): typeof Re2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('re2js').RE2JS;
}

const verdicts = new Map<string, string | undefined>();

/** Why RE2 rejects an expression, or undefined when it compiles. */
export function regExpError(source: string): string | undefined {
  if (/^[\w\-/ ]*(\.\*)?$/.test(source)) return undefined; // plain text, perhaps with an open end
  if (!verdicts.has(source)) {
    const engine = re2(); // outside of the try: a missing module is not an error of the expression
    let error: string | undefined;
    try {
      engine.compile(source);
    } catch (e) {
      error = (e as Error).message;
    }
    verdicts.set(source, error);
  }
  return verdicts.get(source);
}

/** The operations of a compiled pattern. */
export interface Pattern {
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
}

/**
 * Compiles a pattern. RE2 takes linear time on any text, and so does JavaScript's engine on the patterns of `LINEAR_PATTERNS`, which
 * it runs several times as fast.
 */
export function compilePattern(source: string): Pattern {
  if (LINEAR_PATTERNS.has(source)) {
    const caseless = source.replace(/^\^\(\?i\)/, '^');
    return new RegExp(caseless, caseless === source ? '' : 'i');
  }
  let compiled: Re2 | undefined; // a schema has many patterns, and few of them meet a value
  return { test: (text) => (compiled ??= re2().compile(source)).matcher(text).find() };
}
