import type { RE2JS as Re2 } from 're2js';

/**
 * Regular expressions as the mesh reads them: Go's and Envoy's are RE2.
 *
 * RE2 has no backreferences and no lookaround, but inline flags, `\z`, `\Q…\E` and POSIX classes. Loaded on first use.
 */
function re2(): typeof Re2 {
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

/** Compiles a pattern: as a JavaScript expression where both languages mean the same, else with an RE2 engine. */
export function compilePattern(source: string): Pattern {
  const caseless = /^\^?\(\?i\)/.test(source);
  const rest = source.replace(/^(\^?)\(\?i\)/, '$1');
  const differs = /\(\?(?!:)|\\[^dDwW\\/.\-+*?()[\]{}|^$xnrt]|\[\[:/.test(rest);
  if (!differs) {
    try {
      return new RegExp(rest, caseless ? 'i' : '');
    } catch {
      // Go may allow what JavaScript does not
    }
  }
  const compiled = re2().compile(source);
  return { test: (text) => compiled.matcher(text).find() };
}
