import { Place } from './place';
import { show } from './problem';
import { Fields, object, text } from './values';
import { isElsewhere, xdsEnum, xdsMessage, type XdsField } from './xds-types';
import { parseDuration } from '../grammar/duration';
import { nearest } from '../grammar/nearest';

/** The message that a patch is, by what it is applied to. */
export const PATCHED: Readonly<Record<string, string>> = {
  CLUSTER: 'envoy.config.cluster.v3.Cluster',
  LISTENER: 'envoy.config.listener.v3.Listener',
  ROUTE_CONFIGURATION: 'envoy.config.route.v3.RouteConfiguration',
  FILTER_CHAIN: 'envoy.config.listener.v3.FilterChain',
  HTTP_FILTER: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
  NETWORK_FILTER: 'envoy.config.listener.v3.Filter',
  VIRTUAL_HOST: 'envoy.config.route.v3.VirtualHost',
  HTTP_ROUTE: 'envoy.config.route.v3.Route',
  EXTENSION_CONFIG: 'envoy.config.core.v3.TypedExtensionConfig',
  BOOTSTRAP: 'envoy.config.bootstrap.v3.Bootstrap',
  LISTENER_FILTER: 'envoy.config.listener.v3.ListenerFilter',
};

/** A package and a message, perhaps after the place of its definition. */
const TYPE = /^(?:.*\/)?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
/** Types of the second version of Envoy's API are gone. */
function isOldType(type: string): boolean {
  const parts = type.slice(type.lastIndexOf('/') + 1).split('.');
  const version = parts.findIndex((part, i) => /^v2(?:alpha\d*|beta\d*)?$/.test(part) && parts.lastIndexOf('envoy', i) >= 0);
  return version > 0 && version < parts.length - 1 && parts.slice(parts.lastIndexOf('envoy', version)).every((part) => /^\w*$/.test(part));
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
const shortName = (message: string): string => message.slice(message.lastIndexOf('.') + 1);
const wellKnown = (message: string): string | undefined => {
  const name = message.startsWith(PROTO) ? message.slice(PROTO.length) : '';
  return Object.hasOwn(WRAPPERS, name) || ['Empty', 'Any', 'Duration', 'Timestamp', 'NullValue', 'Struct', 'Value', 'ListValue'].includes(name) ? name : undefined;
};

/**
 * Decodes the value of a patch as the control plane does: what it can't decode it refuses, fields that the message does not have it
 * drops, with a warning. `direct` where only messages stand above, no list and no typed configuration: there the control plane looks for untyped ones.
 */
export function decode(message: string, value: unknown, place: Place, direct = true, depth = 0): void {
  if (depth > 64) return;
  const known = wellKnown(message);
  if (known !== undefined) return decodeWellKnown(known, value, place, depth);
  if (value === null) return;
  const fields = object(value);
  if (!fields) return place.error('MESH118', `${shortName(message)} is an object, not ${show(value)}`, 'write its fields');
  const descriptor = xdsMessage(message);
  if (!descriptor) return;
  const chosen = new Map<string, string>();
  for (const [name, child] of Object.entries(fields)) {
    const field = descriptor.get(name);
    const at = place.at(name);
    if (!field) {
      unknownField(name, message, [...new Set([...descriptor.values()].map((f) => f.name))], at);
      continue;
    }
    if (child === null && field.type !== `.${PROTO}Value`) continue;
    const before = field.oneof && chosen.get(field.oneof);
    if (before && before !== field.name) {
      at.ours().warn('MESH124', `${field.name} and ${before} exclude each other in ${shortName(message)}: one of them is dropped`, `keep ${before} or ${field.name}`);
    }
    if (field.oneof) chosen.set(field.oneof, field.name);
    decodeField(field, child, at, direct, depth);
  }
  if (direct && descriptor.has('typed_config') && !['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'].some((f) => fields[f] !== undefined && fields[f] !== null)) {
    place.warn('MESH123', 'Envoy no longer looks a filter up by its name alone', 'add typed_config with the @type of the filter');
  }
  if (message.endsWith('.TypedStruct')) typedStruct(fields, place);
}

function unknownField(name: string, message: string, known: readonly string[], at: Place): void {
  const near = nearest(name, known);
  at.warn('MESH124', `${shortName(message)} of Envoy has no field ${name}: the control plane drops it, and the proxies never get it`, near ? `write ${near}` : `remove it, or use one of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`);
}

function decodeField(field: XdsField, value: unknown, at: Place, direct: boolean, depth: number): void {
  if (field.list) {
    if (!Array.isArray(value)) return at.error('MESH118', `${field.name} is a list, not ${show(value)}`, 'write a list');
    value.forEach((v, i) => decodeOne(field.type, v, at.at(i), false, depth));
  } else if (field.key !== undefined) {
    const map = object(value);
    if (!map) return at.error('MESH118', `${field.name} is a map, not ${show(value)}`, 'write keys and values');
    for (const [k, v] of Object.entries(map)) {
      if (field.key !== 'string' && field.key !== 'bool') decodeScalar(field.key, k, at.at(k));
      decodeOne(field.type, v, at.at(k), false, depth);
    }
  } else {
    decodeOne(field.type, value, at, direct, depth);
  }
}

function decodeOne(type: string, value: unknown, at: Place, direct: boolean, depth: number): void {
  if (type.startsWith('.')) return decode(type.slice(1), value, at, direct, depth + 1);
  if (value === null) return;
  if (!type.startsWith('#')) return decodeScalar(type, value, at);
  const names = xdsEnum(type.slice(1));
  if (typeof value === 'number') return decodeScalar('int32', value, at);
  if (typeof value !== 'string') return at.error('MESH118', `${show(value)} is no ${shortName(type)}`, `use ${names.join(', ')}`);
  if (names.length && !names.includes(value)) at.error('MESH118', `${show(value)} is no ${shortName(type)}`, `use ${nearest(value, names) ?? names.slice(0, 20).join(', ')}`);
}

function decodeScalar(kind: string, value: unknown, at: Place): void {
  const refuse = (what: string) => at.error('MESH118', `${show(value)} is no ${what}`, `write a ${what}`);
  if (kind === 'bool') {
    if (typeof value !== 'boolean') refuse('boolean');
  } else if (kind === 'string') {
    if (typeof value !== 'string') refuse('string');
  } else if (kind === 'bytes') {
    if (typeof value !== 'string' || !isBase64(value)) refuse('base64 text');
  } else if (kind === 'float' || kind === 'double') {
    const number = typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(value) ? Number(value) : value;
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return;
    if (typeof number !== 'number' || !Number.isFinite(number) || (kind === 'float' && Math.abs(number) > 3.4028235677973366e38)) refuse('number');
  } else {
    const number = typeof value === 'string' && /^-?(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
    const [low, high] = RANGES[kind] ?? [-Infinity, Infinity];
    if (typeof number !== 'number' || !Number.isInteger(number)) refuse('whole number');
    else if (number < low || number > high) refuse(`number from ${low} to ${high}`);
  }
}
const isBase64 = (value: string): boolean => {
  const plain = value.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
};

function decodeWellKnown(name: string, value: unknown, at: Place, depth: number): void {
  if (name === 'Value' || name === 'NullValue' || value === null) return;
  if (Object.hasOwn(WRAPPERS, name)) return decodeScalar(WRAPPERS[name], value, at);
  if (name === 'Any') return decodeAny(value, at, depth);
  if (name === 'Duration') {
    if (typeof value !== 'string' || parseDuration(value) === undefined) at.error('MESH118', `${show(value)} is no duration`, 'write a duration like 0.5s');
  } else if (name === 'Timestamp') {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) at.error('MESH118', `${show(value)} is no time`, 'write a time like 2030-01-01T00:00:00Z');
  } else if (name === 'ListValue') {
    if (!Array.isArray(value)) at.error('MESH118', `${show(value)} is no list`, 'write a list');
  } else if (!object(value)) {
    at.error('MESH118', `${show(value)} is no object`, 'write an object');
  }
}

function decodeAny(value: unknown, at: Place, depth: number): void {
  const fields = object(value);
  if (!fields) return at.error('MESH118', `a typed configuration is an object, not ${show(value)}`, 'write @type and the fields of the type');
  const given = fields['@type'];
  if (given === undefined) return at.error('MESH118', 'the configuration does not say its type', 'add @type, such as type.googleapis.com/envoy.extensions.…');
  const url = text(given);
  if (!TYPE.test(url)) return at.at('@type').error('MESH118', `${show(given)} is no type`, 'write type.googleapis.com/PACKAGE.MESSAGE');
  if (isOldType(url)) return at.at('@type').error('MESH118', `the type ${show(url)} is of Envoy's API of version 2, which is gone`, 'use the type of version 3');
  const message = url.slice(url.lastIndexOf('/') + 1);
  if (!xdsMessage(message)) {
    if (!isElsewhere(message)) at.at('@type').error('MESH118', `Envoy has no type ${message} that the control plane knows`, 'correct the name; Envoy\'s API reference lists the types');
    return;
  }
  if (wellKnown(message) !== undefined) {
    if (!('value' in fields)) return at.error('MESH118', `${shortName(message)} in a typed configuration stands in value`, 'move what it says to value');
    return decode(message, fields.value, at.at('value'), false, depth + 1);
  }
  const { ['@type']: _, ...rest } = fields;
  decode(message, rest, at, false, depth + 1);
}

/** A configuration that only the proxy decodes: the control plane hands it on, and the proxy refuses the whole listener. */
function typedStruct(fields: Fields, place: Place): void {
  const key = 'typeUrl' in fields ? 'typeUrl' : 'type_url';
  const url = text(fields[key]);
  const message = url.slice(url.lastIndexOf('/') + 1);
  if (!url) return place.at(key).ours().warn('MESH124', 'the structure does not say its type: proxies refuse the patch', 'set type_url');
  if (isOldType(url) || (!isElsewhere(message) && !xdsMessage(message))) {
    return place.at(key).ours().warn('MESH124', `Envoy has no type ${message}: proxies refuse the patch`, 'correct the name; Envoy\'s API reference lists the types');
  }
}
