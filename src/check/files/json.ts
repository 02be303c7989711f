/** Deeper nesting is rejected: later steps rely on this limit. */
const DEEPEST = 1000;
/** An escape of half a surrogate pair, or digits that may exceed a number's precision: both need a closer look. */
const DOUBTFUL = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|\d{300}/;

interface Open { readonly keys?: Set<string>; expectsKey: boolean }

/**
 * Reads the JSON object that starts at an offset. Returns its value and its end; undefined if it is not JSON; or the reason why Kubernetes would
 * read something else than what is written.
 */
export function scanJson(text: string, from: number): { readonly value: unknown; readonly end: number } | string | undefined {
  if (text[from] !== '{') return undefined;
  const open: Open[] = [];
  let duplicate: string | undefined;
  let tooDeep = false;
  let end = -1;
  for (let at = from; at < text.length && end < 0; at++) {
    const c = text[at];
    const inner = open[open.length - 1];
    if (c === '"') {
      const close = endOfText(text, at);
      if (close < 0) return undefined;
      if (inner?.keys && inner.expectsKey) {
        const key = keyOf(text.slice(at, close + 1));
        if (key === undefined) return undefined;
        if (inner.keys.has(key)) duplicate ??= key;
        inner.keys.add(key);
      }
      at = close;
    } else if (c === '{' || c === '[') {
      open.push(c === '{' ? { keys: new Set(), expectsKey: true } : { expectsKey: false });
      tooDeep ||= open.length > DEEPEST;
    } else if (c === '}' || c === ']') {
      open.pop();
      if (!open.length) end = at + 1;
    } else if (c === ',' || c === ':') {
      if (inner) inner.expectsKey = c === ',' && inner.keys !== undefined;
    }
  }
  if (end < 0) return undefined;
  const source = text.slice(from, end);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (tooDeep) return `nested too deeply, more than ${DEEPEST} levels`;
  if (duplicate !== undefined) return `the key ${JSON.stringify(duplicate).slice(0, 80)} occurs twice in an object: Kubernetes uses the last value and drops the others; keep one`;
  return (DOUBTFUL.test(source) ? doubt(value) : undefined) ?? { value, end };
}

/** The offset of the quote that closes the one at an offset; -1 if there is none. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function keyOf(written: string): string | undefined {
  if (!written.includes('\\')) return written.slice(1, -1);
  try {
    return String(JSON.parse(written));
  } catch {
    return undefined;
  }
}

/** Why Kubernetes reads a string or a number in a value differently. */
function doubt(value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'broken JSON: a number is larger than any that Kubernetes supports';
  if (typeof value === 'string') return /[\ud800-\udfff]/u.test(value) ? "a string contains half of a surrogate pair ('\\ud800' to '\\udfff'), which Kubernetes replaces: write the whole character" : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = doubt(key) ?? doubt(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
