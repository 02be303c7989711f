import { jsonName, MESH, type ProtobufField } from './protobuf-types';

/** Messages of istio.mesh.v1alpha1 that users write for a mesh. */
export type MeshMessage = 'MeshConfig' | 'ProxyConfig' | 'MeshNetworks';
/** The name of a message with its package. */
export const fullMessage = (message: MeshMessage): string => `istio.mesh.v1alpha1.${message}`;

/** Fields that istiod reads from the YAML under one name only, to merge them with its defaults. */
export const UNMERGED: readonly string[] = ['default_config', 'default_providers'];

/** Every field of a message by its JSON name. */
export const meshFields = (message: MeshMessage): readonly string[] => [...new Set([...MESH.message(fullMessage(message))!.values()].map((f) => jsonName(f.name)))];

/**
 * The same configuration in canonical spelling: fields by their JSON names, numbers as numbers, enum values by name. Undecodable values are omitted; unknown
 * fields are kept.
 */
export function canonical(message: MeshMessage, value: unknown): unknown {
  return inMessage(fullMessage(message), value, 0);
}

function inMessage(message: string, value: unknown, depth: number): unknown {
  if (message.startsWith('google.protobuf.')) return inScalar(message.endsWith('Value') ? 'number?' : '', value);
  const fields = objectOf(value);
  const descriptor = MESH.message(message);
  if (!fields || !descriptor || depth > 64) return undefined;
  const out: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(fields)) {
    if (child === null || (message === fullMessage('MeshConfig') && UNMERGED.includes(name))) continue;
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
  return objectOf(value) && Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, one(v)]).filter(([, v]) => v !== undefined));
}

const inEnumeration = (name: string, value: unknown): unknown => (typeof value === 'number' ? MESH.enumeration(name)[value] : typeof value === 'string' ? value : undefined);

function inScalar(kind: string, value: unknown): unknown {
  if (kind === 'string' || kind === 'bool') return typeof value === (kind === 'bool' ? 'boolean' : kind) ? value : undefined;
  const isNumeric = kind === 'number?' || /int|fixed|float|double/.test(kind);
  return isNumeric && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
}
