import { scanJson } from './json';

/** One document of a file, split as kubectl splits files: its text, and where that starts. JSON is already parsed. */
export interface Part {
  readonly from: number;
  readonly text: string;
  readonly json?: { readonly value: unknown };
}

/** Why a file can't be split into documents, and where. */
export class StreamProblem extends Error {
  public constructor(public readonly at: number, message: string) {
    super(message);
  }
}

/** How far kubectl looks for the brace that starts JSON. */
const LOOK_AHEAD = 4096;
/** White space as Go defines it. */
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BRACE = new RegExp(`^${SPACE}*\\{`);
const NO_SPACE = new RegExp(`^(?!${SPACE})[^]`);

/**
 * The documents of a file. kubectl reads JSON objects, one after the other, as long as it can. If the first or the second is not JSON, it continues
 * from there with YAML, whose documents are separated by lines that start with `---`.
 */
export function* partsOf(text: string): Iterable<Part> {
  let at = 0;
  if (BRACE.test(text.slice(0, LOOK_AHEAD))) {
    for (let count = 0; ; count++) {
      const start = at + /^[ \t\r\n]*/.exec(text.slice(at))![0].length;
      if (start >= text.length) return;
      if (text.startsWith('null', start)) {
        at = start + 4;
        continue;
      }
      if (count > 0 && text[start] === '\uFEFF') throw new StreamProblem(start, 'a byte order mark follows JSON: remove it');
      const found = scanJson(text, start);
      if (typeof found === 'string') throw new StreamProblem(start, found);
      if (found === undefined) {
        if (count > 1) throw new StreamProblem(start, 'broken JSON: JSON objects must be followed by others, or by the end of the file');
        break;
      }
      yield { from: start, text: text.slice(start, found.end), json: found };
      at = found.end;
    }
    // the line end after the last object is not part of the rest
    for (; at < text.length && !NO_SPACE.test(text[at]); at++) {
      if (text[at] !== '\n') continue;
      at++;
      break;
    }
  }
  yield* documents(text, at);
}

function* documents(text: string, start: number): Iterable<Part> {
  let from = start;
  let isEmpty = true;
  for (let at = start; at < text.length;) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    if (text.startsWith('---', at)) {
      const rest = text.slice(at + 3, end);
      const begins = [...rest].find((c) => NO_SPACE.test(c));
      if (begins !== undefined && begins !== '#') throw new StreamProblem(at, `'${rest.trim().slice(0, 40)}' is on the line of '---', where kubectl allows only a comment: move it to the next line`);
      if (!isEmpty) {
        yield { from, text: text.slice(from, at) };
        from = end;
        isEmpty = true;
        at = end;
        continue;
      }
    }
    isEmpty = false;
    at = end;
  }
  if (!isEmpty) yield { from, text: text.slice(from) };
}
