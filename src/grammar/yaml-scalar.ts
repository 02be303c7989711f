/** The type of an unquoted scalar for Kubernetes' parser, which uses YAML 1.1's words and Go's numbers. */

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...([[true, 'y', 'yes', 'true', 'on'], [false, 'n', 'no', 'false', 'off'], [null, 'null']] as const)
    .flatMap(([value, ...words]) => words.flatMap((w) => [w, w[0].toUpperCase() + w.slice(1), w.toUpperCase()]).map((w) => [w, value] as [string, boolean | null])),
  ['', null], ['~', null],
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, NaN] as [string, number]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Infinity] as [string, number]),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, -Infinity] as [string, number]),
]);
/** Characters that can start a word or a number. */
const BEGINS = /^[-+0-9yYnNtTfFoO~.]/;
/** A few decimal digits, which all parsers read alike. */
const DECIMAL = /^[1-9][0-9]{0,14}$/;
const WHOLE = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Starting with a point: `_` may only be between digits. */
const POINT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 64n - 1n];

/** A string: neither a number nor a word. */
export const TEXT = Symbol('text');

/** A number, a boolean, null, or `TEXT`. Numbers beyond Go's range are `TEXT` too. */
export function resolveScalar(text: string): unknown {
  if (DECIMAL.test(text)) return Number(text);
  if (text !== '' && !BEGINS.test(text)) return TEXT;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text[0];
  if (first === '.') return POINT.test(text) ? finite(text.replaceAll('_', '')) : TEXT;
  if (!/[-+0-9]/.test(first)) return TEXT;
  const plain = text.replaceAll('_', '');
  if (WHOLE.test(plain)) {
    const value = whole(plain);
    if (value !== undefined) return value;
  }
  return FLOAT.test(plain) ? finite(plain) : signedBinary(plain);
}

function whole(plain: string): number | undefined {
  const isNegative = plain.startsWith('-');
  const digits = plain.replace(/^[-+]/, '').toLowerCase();
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = isNegative ? -value : value;
  // with a sign, only values of a signed integer
  if (signed < LEAST || signed > (/^[-+]/.test(plain) ? 2n ** 63n - 1n : MOST)) return undefined;
  return Number(signed);
}

function finite(text: string): unknown {
  const value = Number(text);
  return Number.isFinite(value) ? value : TEXT;
}

/** `0b+1`, `-0b-1`: go-yaml parses the text after `0b` again. */
function signedBinary(plain: string): unknown {
  const [, sign, digits] = /^(-?)0b([-+]?[01]+)$/.exec(plain) ?? [];
  if (digits === undefined || (sign && /^[-+]/.test(digits))) return TEXT;
  const value = BigInt(`0b${digits.replace(/^[-+]/, '')}`);
  const signed = sign || digits.startsWith('-') ? -value : value;
  return signed < LEAST || signed > (/^[-+]/.test(digits) || sign ? 2n ** 63n - 1n : MOST) ? TEXT : Number(signed);
}

/** Whether a text is an integer literal, not one with a point or an exponent that has an integer value. */
export function isWholeNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  return /^[-+0-9]/.test(text) && ((WHOLE.test(plain) && whole(plain) !== undefined) || (!FLOAT.test(plain) && signedBinary(plain) !== TEXT));
}
