import { AdmissionCode } from './codes';
import { Place } from './place';
import { show } from './problem';
import { Fields, object } from './values';
import type { ProtobufField, ProtobufMessage, ProtobufTypes } from '../crd/protobuf-types';
import { parseDuration } from '../grammar/duration';
import { textOf } from '../grammar/json';
import { nearest } from '../grammar/nearest';

/** How values are decoded, and how mismatches are reported. */
export interface Decoding {
  readonly types: ProtobufTypes;
  /** The code of values that the control plane can't decode. */
  readonly code: AdmissionCode;
  /** Reports an unknown field of a message. */
  readonly unknownField: (name: string, message: string, known: readonly string[], at: Place) => void;
  /** Additional checks of a message. */
  readonly message?: (name: string, fields: Fields, descriptor: ProtobufMessage, place: Place, direct: boolean) => void;
  /** Decodes a typed configuration. */
  readonly any?: (value: unknown, at: Place, depth: number) => void;
}

const PROTO = 'google.protobuf.';
const WRAPPERS: Readonly<Record<string, string>> = {
  BoolValue: 'bool', BytesValue: 'bytes', StringValue: 'string', Int32Value: 'int32', UInt32Value: 'uint32', FloatValue: 'float', Int64Value: 'int64', UInt64Value: 'uint64', DoubleValue: 'double',
};
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  sint32: [-(2 ** 31), 2 ** 31 - 1],
  sfixed32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  fixed32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  sint64: [-(2 ** 63), 2 ** 63],
  sfixed64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
  fixed64: [0, 2 ** 64],
};
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;
const WHOLE = /^-?(0|[1-9]\d*)$/;

/** A name without its package. */
export const shortName = (message: string): string => message.slice(message.lastIndexOf('.') + 1);
/** The name of a type with a special JSON form. */
export const wellKnown = (message: string): string | undefined => {
  const name = message.startsWith(PROTO) ? message.slice(PROTO.length) : '';
  return Object.hasOwn(WRAPPERS, name) || ['Empty', 'Any', 'Duration', 'Timestamp', 'NullValue', 'Struct', 'Value', 'ListValue'].includes(name) ? name : undefined;
};

/**
 * Decodes JSON like the control plane: undecodable values are errors, and unknown fields are ignored.
 * @param direct whether there are only messages above, but no list and no typed configuration
 */
export function decode(as: Decoding, message: string, value: unknown, place: Place, direct = true, depth = 0): void {
  if (depth > 64) return;
  const known = wellKnown(message);
  if (known !== undefined) return decodeWellKnown(as, known, value, place, depth);
  if (value === null) return;
  const descriptor = as.types.message(message);
  const fields = object(value);
  if (!fields) return place.error(as.code, `${shortName(message)} must be an object, not ${show(value)}`, (descriptor && asField(as, descriptor, value)) ?? 'set its fields');
  if (!descriptor) return;
  const chosen = new Map<string, string>();
  for (const [name, child] of Object.entries(fields)) {
    const field = descriptor.get(name);
    const at = place.at(name);
    if (!field) {
      as.unknownField(name, message, [...new Set([...descriptor.values()].map((f) => f.name))], at);
      continue;
    }
    if (child === null && field.type !== `.${PROTO}Value`) continue;
    const before = field.oneof && chosen.get(field.oneof);
    if (before && before !== field.name) {
      at.ours().warn('MESH124', `${field.name} and ${before} are mutually exclusive in ${shortName(message)}: one of them is dropped`, `keep ${before} or ${field.name}`);
    }
    if (field.oneof) chosen.set(field.oneof, field.name);
    decodeField(as, field, child, at, direct, depth);
  }
  as.message?.(message, fields, descriptor, place, direct);
}

/** For a value in place of an object with a field for it: `mode: REGISTRY_ONLY`. */
function asField(as: Decoding, descriptor: ProtobufMessage, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  for (const [name, { type }] of descriptor) if (type.startsWith('#') && as.types.enumeration(type.slice(1)).includes(value)) return `set ${name}: ${value} below it`;
  return undefined;
}

function decodeField(as: Decoding, field: ProtobufField, value: unknown, at: Place, direct: boolean, depth: number): void {
  if (field.list) {
    if (!Array.isArray(value)) return at.error(as.code, `${field.name} must be a list, not ${show(value)}`, typeof value === 'string' ? `use a list: [${JSON.stringify(value)}]` : 'use a list');
    value.forEach((v, i) => decodeOne(as, field.type, v, at.at(i), false, depth));
  } else if (field.key !== undefined) {
    const map = object(value);
    if (!map) return at.error(as.code, `${field.name} must be a map, not ${show(value)}`, 'use keys and values');
    for (const [k, v] of Object.entries(map)) {
      if (field.key !== 'string' && field.key !== 'bool') decodeScalar(as, field.key, k, at.at(k));
      decodeOne(as, field.type, v, at.at(k), false, depth);
    }
  } else {
    decodeOne(as, field.type, value, at, direct, depth);
  }
}

function decodeOne(as: Decoding, type: string, value: unknown, at: Place, direct: boolean, depth: number): void {
  if (type.startsWith('.')) return decode(as, type.slice(1), value, at, direct, depth + 1);
  if (value === null) return;
  if (!type.startsWith('#')) return decodeScalar(as, type, value, at);
  const names = as.types.enumeration(type.slice(1));
  if (typeof value === 'number') return decodeScalar(as, 'int32', value, at);
  const choice = names.slice(0, 20).join(', ');
  if (typeof value !== 'string') return at.error(as.code, `${show(value)} is not a valid ${shortName(type)}`, `use ${choice}`);
  if (names.length && !names.includes(value)) at.error(as.code, `${show(value)} is not a valid ${shortName(type)}`, `use ${nearest(value, names) ?? choice}`);
}

function decodeScalar(as: Decoding, kind: string, value: unknown, at: Place): void {
  const refuse = (what: string, fix = `use a ${what}`) => at.error(as.code, `${show(value)} is not a ${what}`, fix);
  if (kind === 'bool') {
    if (typeof value !== 'boolean') refuse('boolean', value === 'true' || value === 'false' ? `use ${value}, without quotes` : 'use true or false');
  } else if (kind === 'string') {
    if (typeof value !== 'string') refuse('string', typeof value === 'object' ? 'use a string' : `quote it: "${textOf(value)}"`);
  } else if (kind === 'bytes') {
    if (typeof value !== 'string' || !isBase64(value)) refuse('base64 text');
  } else if (kind === 'float' || kind === 'double') {
    const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return;
    if (typeof number !== 'number' || !Number.isFinite(number) || (kind === 'float' && Math.abs(number) > 3.4028235677973366e38)) refuse('number');
  } else {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    const [low, high] = RANGES[kind] ?? [-Infinity, Infinity];
    if (typeof number !== 'number' || !Number.isInteger(number) || (low === 0 && value === '-0')) refuse('whole number');
    else if (number < low || number > high) refuse(`number from ${low} to ${high}`);
  }
}
const isBase64 = (value: string): boolean => {
  const plain = value.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
};

function decodeWellKnown(as: Decoding, name: string, value: unknown, at: Place, depth: number): void {
  if (name === 'Value' || name === 'NullValue' || value === null) return;
  if (Object.hasOwn(WRAPPERS, name)) return decodeScalar(as, WRAPPERS[name], value, at);
  if (name === 'Any') return as.any?.(value, at, depth);
  if (name === 'Duration') {
    if (typeof value !== 'string' || parseDuration(value) === undefined) at.error(as.code, `${show(value)} is not a duration`, typeof value === 'number' ? `add a unit, such as ${value}s` : 'use a duration like 0.5s');
  } else if (name === 'Timestamp') {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) at.error(as.code, `${show(value)} is not a time`, 'use a time like 2030-01-01T00:00:00Z');
  } else if (name === 'ListValue') {
    if (!Array.isArray(value)) at.error(as.code, `${show(value)} is not a list`, 'use a list');
  } else if (!object(value)) {
    at.error(as.code, `${show(value)} is not an object`, 'use an object');
  }
}
