import { load, type State } from 'js-yaml';

/** A quoted string that a YAML parser was in when it failed, or had just left. */
export interface Quote {
  /** The start of the quote: lines are counted from 0, columns from 1. */
  readonly line: number;
  readonly column: number;
  /** The line on which it ends, counted from 0; undefined if it does not end. */
  readonly end?: number;
}

/**
 * The quote that caused a parse error, if one did: it is not closed, or closed by the next quote some lines below, after which nothing fits. The
 * error is then reported far from the mistake.
 */
export function wrongQuote(text: string): Quote | undefined {
  const open: number[] = [];
  let closed: { from: number; to: number } | undefined;
  let at = 0;
  try {
    load(text, {
      listener(event, state) {
        at = (state as State & { position: number }).position;
        if (event === 'open') {
          open.push(at);
          return;
        }
        const from = beginning(text, open.pop() ?? 0);
        if (isQuote(text[from]) && text.slice(from, at).trimEnd().includes('\n')) closed = { from, to: from + text.slice(from, at).trimEnd().length };
      },
    });
    return undefined;
  } catch (e) {
    const reason = (e as { reason?: string }).reason ?? '';
    const from = beginning(text, open[open.length - 1] ?? 0);
    if (/end of the (stream|document) within a (single|double) quoted/.test(reason)) return isQuote(text[from]) ? placed(text, from) : undefined;
    // whether something follows right after its end
    const after = closed && /^[^\n]*/.exec(text.slice(closed.to))![0].trim();
    return closed && after && !/^[,\]}:#]/.test(after) ? { ...placed(text, closed.from), end: placed(text, closed.to).line } : undefined;
  }
}

const isQuote = (sign: string | undefined): boolean => sign === '"' || sign === "'";

/** The text after the blanks and comments at an offset. */
function beginning(text: string, from: number): number {
  return from + /^(?:\s|(?<=\s)#[^\n]*)*/.exec(text.slice(from))![0].length;
}

function placed(text: string, at: number): Quote {
  const before = text.slice(0, at);
  return { line: before.split('\n').length - 1, column: at - before.lastIndexOf('\n') };
}
