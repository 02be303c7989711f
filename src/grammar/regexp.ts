import type { RE2JS as Re2 } from 're2js';
import { LINEAR_PATTERNS } from './linear-patterns';

/**
 * Regular expressions as the mesh reads them: Go's and Envoy's are RE2.
 *
 * RE2 has no backreferences and no lookaround, but inline flags, `\z`, `\Q…\E` and POSIX classes. Loaded on first use.
 */
export function re2(): typeof Re2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('re2js').RE2JS;
}

const verdicts = new Map<string, string | undefined>();

/** Why RE2 refuses an expression, or undefined when it compiles. */
export function regExpError(source: string): string | undefined {
  if (/^[\w\-/ ]*(\.\*)?$/.test(source)) return undefined; // plain text, perhaps open at the end
  if (!verdicts.has(source)) {
    const engine = re2(); // outside of the try: a missing module is no mistake in the expression
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

/** What a compiled pattern can be asked. */
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
  const compiled = re2().compile(source);
  return { test: (text) => compiled.matcher(text).find() };
}
