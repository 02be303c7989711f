import { readAsset } from './assets';

/** One field of a protobuf message. */
export interface ProtobufField {
  readonly name: string;
  /** a message (`.name`), an enum (`#name`) or a protobuf scalar type */
  readonly type: string;
  readonly list: boolean;
  /** kind of the keys, for a map */
  readonly key?: string;
  /** the oneof of the field: only one of its fields can be set */
  readonly oneof?: string;
}
/** A message: its fields by name, in both spellings that JSON allows. */
export type ProtobufMessage = ReadonlyMap<string, ProtobufField>;

/** The types of a stored table, parsed on demand. */
export class ProtobufTypes {
  private stored?: { readonly messages: Record<string, string>; readonly enums: Record<string, string> };
  private readonly parsed = new Map<string, ProtobufMessage>();

  /** @param asset path of the table inside `assets` */
  public constructor(private readonly asset: readonly string[]) {}

  /** The fields of a message; undefined if the table does not contain it. */
  public message(name: string): ProtobufMessage | undefined {
    const known = this.parsed.get(name);
    if (known) return known;
    if (!Object.hasOwn(this.table.messages, name)) return undefined;
    const out = new Map<string, ProtobufField>();
    for (const text of this.table.messages[name].split(';')) {
      const [, field, list, , key, type, oneof] = /^(\w+) (\*)?(\{(\w+)\})?([^|]+)(?:\|(\w+))?$/.exec(text) ?? [];
      if (!field) continue;
      const entry: ProtobufField = { name: field, type, list: list !== undefined, key, oneof };
      out.set(field, entry).set(jsonName(field), entry);
    }
    this.parsed.set(name, out);
    return out;
  }

  /** The names of an enum, starting with value 0. */
  public enumeration(name: string): readonly string[] {
    return Object.hasOwn(this.table.enums, name) ? this.table.enums[name].split(' ') : [];
  }

  private get table() {
    return this.stored ??= readAsset(...this.asset);
  }
}

/** The JSON name of a field, from its protobuf name. */
export const jsonName = (field: string): string => field.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());

/** Types of Envoy's configuration. */
export const ENVOY = new ProtobufTypes(['envoy', 'types.json.gz']);
/** Types of Istio's mesh configuration: MeshConfig, ProxyConfig, MeshNetworks. */
export const MESH = new ProtobufTypes(['istio', 'mesh.json.gz']);
