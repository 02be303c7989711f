import { Yaml } from 'cdk8s';

/**
 * Writes Kubernetes documents as block YAML, byte-identical to `Yaml.stringify` of cdk8s but many times faster. Rare cases (control characters, odd line
 * ends, values that are not JSON) are left to cdk8s itself. The output differs only for text that Kubernetes' parser or PyYAML would misread or reject as
 * cdk8s writes it: see `MISREAD`, `GO_NUMBER`, `UNREADABLE` and `TAB_FIRST`.
 *
 * What is rare (control characters, odd line ends, values that are no JSON) is left to cdk8s itself. The bytes differ only
 * where cdk8s writes text that Kubernetes' reader or PyYAML would take for something else, or refuse: see `MISREAD`, `GO_NUMBER`, `UNREADABLE` and `TAB_FIRST`.
 */

/** An internal signal that the document is not plain JSON, so that cdk8s must write or reject it. */
const NOT_JSON = new Error('not plain JSON');

/** Text that needs no quotes at first glance: no space, no indicator, starting with a letter or a slash. */
const CLEARLY_PLAIN = /^[A-Za-z/][\w\-./@+=]*(?::[\w\-./@+=]+)*$/;
/** … unless YAML 1.1 reads it as a boolean or null. */
const WORDS = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'n', 'N', 'no', 'No', 'NO', 'on', 'On', 'ON', 'off', 'Off', 'OFF',
  'true', 'True', 'TRUE', 'false', 'False', 'FALSE', 'null', 'Null', 'NULL', '~']);
const LONGEST_WORD = 5;
/** … or as the exponent of a number. */
const EXPONENT = /^[eE][-+]?[0-9]+$/;

/** Control characters, and halves of surrogate pairs. */
const CONTROL = /[\x00-\x08\x0b-\x1f\ud800-\udfff]/u;
/** Line ends of YAML 1.1 and characters that its parsers reject: they survive only escaped (cdk8s writes them unescaped). */
const UNREADABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const EACH_UNREADABLE = new RegExp(UNREADABLE, 'g');
/** Characters with a meaning in YAML at this position. */
const INDICATOR = /^[\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|:[ \t]|[\t ]#|[\t :]$/;
/** Integers, floats, base 60, infinities and dates of YAML 1.1. */
const NUMBER = new RegExp('^(?:' + [
  '[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*)',
  '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*',
  '[-+]?(?:[0-9][0-9_]*)?\\.[0-9_]*',
  '[-+]?(?:[0-9][0-9_]*)?(?:\\.[0-9_]*)?[eE][-+]?[0-9]+',
  '[-+]?\\.(?:inf|Inf|INF)|\\.nan|\\.NaN|\\.NAN',
  '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[tT]|[ \\t]+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\\.[0-9]+)?(?:[ \\t]*(?:Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?',
].join('|') + ')$');
/** The merge key, the default value, a tab: other parsers give them a meaning, or reject them; cdk8s writes them unquoted. */
const MISREAD = /^(?:<<|=)$|\t/;
/** Text that Kubernetes' parser reads as a number after removing every `_`: it reads digits like Go. */
const GO_NUMBER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][-+]?[01]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)$/;
/** Text whose first non-empty line starts with a tab: in a block scalar, Kubernetes' parser takes the tab for indentation and rejects it. */
const TAB_FIRST = /^[\n ]*\t/;
/** Half of a surrogate pair: not a character, and not representable in any file encoding. */
const HALF = /[\ud800-\udfff]/u;
/** Text that would end the document at the start of a line: a key at the left margin. */
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/;

/** A single line, quoted if necessary. */
function line(value: string): string {
  return needsQuotes(value) ? quoted(value) : value;
}

function needsQuotes(value: string): boolean {
  return INDICATOR.test(value) || NUMBER.test(value) || (value.length <= LONGEST_WORD && WORDS.has(value)) || value === '' || MISREAD.test(value) || isGoNumber(value);
}

function isGoNumber(value: string): boolean {
  return /^[-+.0-9]/.test(value) && GO_NUMBER.test(value.replaceAll('_', ''));
}

function quoted(value: string): string {
  return value.includes('"') && !value.includes("'") ? `'${value}'` : JSON.stringify(value);
}

function escaped(value: string): string {
  return JSON.stringify(value).replace(EACH_UNREADABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Text after the key of a map or the dash of a list; `indent` is that of its continuation lines. */
function text(value: string, indent: string): string {
  if (CLEARLY_PLAIN.test(value)) {
    return (value.length <= LONGEST_WORD && WORDS.has(value)) || EXPONENT.test(value) ? `"${value}"` : value;
  }
  if (UNREADABLE.test(value)) {
    return escaped(wellFormed(value));
  }
  if (CONTROL.test(value)) {
    return leftToCdk8s(wellFormed(value), indent);
  }
  return value.includes('\n') ? block(value, indent) : line(value);
}

function wellFormed(value: string): string {
  const at = value.search(HALF);
  if (at >= 0) throw new Error(`a string must be well-formed Unicode, got: ${JSON.stringify(value.slice(Math.max(0, at - 30), at + 30))} with a lone surrogate, which YAML parsers refuse`);
  return value;
}

/** A literal block, if its first and last line need no special handling. */
function block(value: string, indent: string): string {
  if (TAB_FIRST.test(value)) {
    return escaped(value);
  }
  if (/^[\n\t ]|[\n\t ][\n\t ]$|[\t ]$/.test(value)) {
    return leftToCdk8s(value, indent);
  }
  const clip = value.endsWith('\n');
  const lines = (clip ? value.slice(0, -1) : value).replace(/\n+/g, `$&${indent}`);
  return `${clip ? '|' : '|-'}\n${indent}${lines}`;
}

/** How cdk8s writes this text at this depth. */
function leftToCdk8s(value: string, indent: string): string {
  let nested: any = value;
  let lead = 0;
  for (let depth = indent.length; depth > 0; depth -= 2) {
    nested = { a: nested };
    lead += depth + 1; // the indent of this level (depth - 2), "a:" and the line end or space after it
  }
  return Yaml.stringify(nested).slice(lead, -1);
}

const keys = new Map<string, string>();
const MOST_KEYS = 4096;
/** Longer keys are written after a '?': parsers look for the colon within 1024 characters. */
const LONGEST_KEY = 1000;
/** Longer multi-line keys would be written on several lines. */
const LONGEST_ODD_KEY = 60;
const ODD_IN_KEY = new RegExp(`\\n|${CONTROL.source}`, 'u');

/** A key with its colon. */
function key(name: string, indent: string): string {
  const known = keys.get(name);
  if (known !== undefined) {
    return known;
  }
  const bare = keyText(name, indent);
  if (bare.length > LONGEST_KEY) {
    return `? ${bare}\n${indent}:`;
  }
  const written = `${bare}:`;
  if (keys.size < MOST_KEYS && !DOCUMENT_MARKER.test(name)) {
    keys.set(name, written);
  }
  return written;
}

function keyText(name: string, indent: string): string {
  if (UNREADABLE.test(name)) {
    return escaped(wellFormed(name));
  }
  wellFormed(name);
  if (ODD_IN_KEY.test(name)) {
    return name.length > LONGEST_ODD_KEY ? escaped(name) : Yaml.stringify({ [name]: 0 }).slice(0, -': 0\n'.length);
  }
  return indent === '' && DOCUMENT_MARKER.test(name) ? quoted(name) : line(name);
}

function number(value: number): string {
  return Number.isFinite(value) ? decimal(value) : Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
}

/** PyYAML reads an exponent as a number only after a point. */
function decimal(value: number): string {
  const json = JSON.stringify(value);
  return json.includes('e') && !json.includes('.') ? json.replace('e', '.0e') : json;
}

function map(object: Record<string, unknown>, indent: string): string {
  const inner = indent + '  ';
  let out = '';
  for (const name in object) {
    const value = object[name];
    out += out === '' ? key(name, indent) : `\n${indent}${key(name, indent)}`;
    switch (typeof value) {
      case 'string':
        out += ' ' + text(value, inner);
        break;
      case 'number':
        out += ' ' + number(value);
        break;
      case 'boolean':
        out += value ? ' true' : ' false';
        break;
      default:
        if (value === null || value === undefined) {
          out += ' null';
        } else if (Array.isArray(value)) {
          out += value.length === 0 ? ' []' : `\n${inner}${list(value, inner)}`;
        } else {
          const nested = map(asObject(value), inner);
          out += nested === '' ? ' {}' : `\n${inner}${nested}`;
        }
    }
  }
  return out;
}

function list(values: readonly unknown[], indent: string): string {
  const inner = indent + '  ';
  let out = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    out += i === 0 ? '- ' : `\n${indent}- `;
    switch (typeof value) {
      case 'string':
        out += text(value, inner);
        break;
      case 'number':
        out += number(value);
        break;
      case 'boolean':
        out += value ? 'true' : 'false';
        break;
      default:
        if (value === null || value === undefined) {
          out += 'null';
        } else if (Array.isArray(value)) {
          out += value.length === 0 ? '[]' : list(value, inner);
        } else {
          out += map(asObject(value), inner) || '{}';
        }
    }
  }
  return out;
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    throw NOT_JSON;
  }
  return value as Record<string, unknown>;
}

/**
 * One document, with its final line end. Parts that are one object in memory are written out each time, never as an alias, so check a document from a foreign
 * `toJson()` with `sharesParts` first.
 */
export function writeDocument(document: unknown): string {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return Yaml.stringify(document);
  }
  try {
    return (map(asObject(document), '') || '{}') + '\n';
  } catch (e) {
    if (e === NOT_JSON) {
      return Yaml.stringify(apart(document));
    }
    throw e;
  }
}

/** A copy in which no two parts are the same object. */
function apart(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(apart);
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, apart(part)]));
}

/** Whether some object occurs twice in a document: cdk8s writes the second as an alias of the first. */
export function sharesParts(document: unknown): boolean {
  const seen = new Set<unknown>();
  const visit = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) {
      return false;
    }
    if (seen.has(value)) {
      return true;
    }
    seen.add(value);
    return Object.values(value).some(visit);
  };
  return visit(document);
}
