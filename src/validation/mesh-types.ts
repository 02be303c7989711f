import { Place } from './place';
import type { Problem } from './problem';
import { decode, type Decoding } from './protobuf';
import { jsonName, MESH, type ProtobufField } from './protobuf-types';
import { object } from './values';
import { nearest } from '../grammar/nearest';

/** What users write for a mesh, a message of istio.mesh.v1alpha1 each. */
export type MeshMessage = 'MeshConfig' | 'ProxyConfig' | 'MeshNetworks';
const full = (message: MeshMessage): string => `istio.mesh.v1alpha1.${message}`;

const decoding = (code: 'MESH128' | 'MESH130', unknown: 'MESH129' | 'MESH131'): Decoding => ({
  types: MESH,
  code,
  unknownField: (name, message, known, at) => {
    const json = known.map(jsonName);
    const near = nearest(name, json);
    const says = `${message.slice(message.lastIndexOf('.') + 1)} has no field ${JSON.stringify(name)} that Istio 1.31 knows: istiod ignores it`;
    // one that resembles none may be of another version
    if (near) at.ours().warn(unknown, says, `write ${near}`);
    else at.tell(unknown, says, 'remove it');
  },
});

const CONFIG_MAP = decoding('MESH128', 'MESH129');
const ANNOTATION = decoding('MESH130', 'MESH131');

/** Says what istiod can't decode of the configuration of a mesh: it drops all of it for one value of a wrong type. */
export function decodeMesh(message: MeshMessage, value: unknown, place: Place): void {
  decode(CONFIG_MAP, full(message), value, place);
  const fields = message === 'MeshConfig' ? object(value) : undefined;
  for (const name of UNMERGED) {
    if (fields && Object.hasOwn(fields, name)) place.at(name).ours().warn('MESH129', `istiod decodes ${name} and then ignores it: it reads the field as ${jsonName(name)} only`, `write ${jsonName(name)}`);
  }
}

/** Fields that istiod takes out of the YAML by one name, to merge them with its defaults. */
const UNMERGED: readonly string[] = ['default_config', 'default_providers'];

/** The same for the annotation `proxy.istio.io/config` of a pod. */
export function decodeProxyConfig(value: unknown, place: Place): void {
  decode(ANNOTATION, full('ProxyConfig'), value, place);
}

/** What can't be decoded, and what istiod refuses of the rest. */
export function decodedFirst(decode: (problems: Problem[]) => void, validate: (problems: Problem[]) => void): Problem[] {
  const undecoded: Problem[] = [];
  decode(undecoded);
  const places = undecoded.filter((p) => p.severity === 'error').map((p) => p.pointer);
  const refused: Problem[] = [];
  validate(refused);
  const isSaid = ({ pointer }: Problem): boolean => places.some((at) => at === pointer || at.startsWith(`${pointer}/`) || pointer.startsWith(`${at}/`));
  return [...undecoded, ...refused.filter((p) => !isSaid(p))];
}

/** Every field of a message by its name in JSON. */
export const meshFields = (message: MeshMessage): readonly string[] => [...new Set([...MESH.message(full(message))!.values()].map((f) => jsonName(f.name)))];

/**
 * The same configuration in one spelling: fields by their names in JSON, numbers as numbers, enumerations by name. What can't be decoded is left out;
 * unknown fields stay.
 */
export function canonical(message: MeshMessage, value: unknown): unknown {
  return inMessage(full(message), value, 0);
}

function inMessage(message: string, value: unknown, depth: number): unknown {
  if (message.startsWith('google.protobuf.')) return inScalar(message.endsWith('Value') ? 'number?' : '', value);
  const fields = object(value);
  const descriptor = MESH.message(message);
  if (!fields || !descriptor || depth > 64) return undefined;
  const out: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(fields)) {
    if (child === null || (message === full('MeshConfig') && UNMERGED.includes(name))) continue;
    const field = descriptor.get(name);
    const read = field ? inField(field, child, depth) : child;
    if (read !== undefined) Object.defineProperty(out, field ? jsonName(field.name) : name, { value: read, enumerable: true, writable: true, configurable: true });
  }
  return out;
}

function inField(field: ProtobufField, value: unknown, depth: number): unknown {
  const one = (v: unknown): unknown => (field.type.startsWith('.') ? inMessage(field.type.slice(1), v, depth + 1) : field.type.startsWith('#') ? inEnumeration(field.type.slice(1), v) : inScalar(field.type, v));
  if (field.list) return Array.isArray(value) ? value.map(one).filter((v) => v !== undefined) : undefined;
  if (field.key === undefined) return one(value);
  return object(value) && Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, one(v)]).filter(([, v]) => v !== undefined));
}

const inEnumeration = (name: string, value: unknown): unknown => (typeof value === 'number' ? MESH.enumeration(name)[value] : typeof value === 'string' ? value : undefined);

function inScalar(kind: string, value: unknown): unknown {
  if (kind === 'string' || kind === 'bool') return typeof value === (kind === 'bool' ? 'boolean' : kind) ? value : undefined;
  const isNumeric = kind === 'number?' || /int|fixed|float|double/.test(kind);
  return isNumeric && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
