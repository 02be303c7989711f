import { readAsset } from '../crd/assets';

/** One field of a message of Envoy's configuration. */
export interface XdsField {
  readonly name: string;
  /** a message (`.name`), an enumeration (`#name`) or a kind of protobuf */
  readonly type: string;
  readonly list: boolean;
  /** kind of the keys, for a map */
  readonly key?: string;
  /** of fields with the same oneof only one can be set */
  readonly oneof?: string;
}
/** A message: its fields by their names, in both spellings that JSON may have. */
export type XdsMessage = ReadonlyMap<string, XdsField>;

let stored: { readonly messages: Record<string, string>; readonly enums: Record<string, string> } | undefined;
const parsed = new Map<string, XdsMessage>();
const types = () => stored ??= readAsset('envoy', 'types.json.gz');

/** The fields of a message; undefined when the control plane does not know it. Read when first asked for. */
export function xdsMessage(name: string): XdsMessage | undefined {
  const known = parsed.get(name);
  if (known) return known;
  if (!Object.hasOwn(types().messages, name)) return undefined;
  const out = new Map<string, XdsField>();
  for (const text of types().messages[name].split(';')) {
    const [, field, list, , key, type, oneof] = /^(\w+) (\*)?(\{(\w+)\})?([^|]+)(?:\|(\w+))?$/.exec(text) ?? [];
    if (!field) continue;
    const entry: XdsField = { name: field, type, list: list !== undefined, key, oneof };
    out.set(field, entry).set(field.replace(/_+(.?)/g, (_, c: string) => c.toUpperCase()), entry);
  }
  parsed.set(name, out);
  return out;
}

/** The names of an enumeration. */
export const xdsEnum = (name: string): readonly string[] => types().enums[name]?.split(' ') ?? [];

/** Whether a name is of a package whose messages are not stored, though the control plane has them: none of them configures a proxy. */
export const isElsewhere = (name: string): boolean => /^((istio|k8s|google|cel|validate|grpc|pb|config)\.|envoy\.(service|admin)\.)/.test(name);
