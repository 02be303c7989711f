import { dump } from 'js-yaml';
import { proxyConfigJson } from './proxy-config';
import { printed, truth } from './values';

type Any = any; // eslint-disable-line @typescript-eslint/no-explicit-any
type Fields = Record<string, Any>;

const text = (value: unknown): string => (value === undefined || value === null ? '' : printed(value));
const equal = (a: unknown, b: unknown): boolean => (a ?? null) === (b ?? null);
const lines = (source: string, spaces: number): string => source.split('\n').map((line, i) => (i > 0 ? ' '.repeat(spaces) + line : line)).join('\n');
const without = (cutset: string, s: string, end: boolean): string => {
  let kept = s;
  while (kept && cutset.includes(kept[0])) kept = kept.slice(1);
  while (end && kept && cutset.includes(kept[kept.length - 1])) kept = kept.slice(0, -1);
  return kept;
};
const pairs = (args: readonly unknown[]): Fields => Object.fromEntries(
  Array.from({ length: Math.ceil(args.length / 2) }, (_, i) => [text(args[2 * i]), args[2 * i + 1] ?? '']),
);
const yaml = (value: unknown): string => dump(value, { lineWidth: -1, noRefs: true, sortKeys: true });

/** The functions of the template language, and those added by Istio's injector. */
export const FUNCTIONS: Readonly<Record<string, (...args: Any[]) => unknown>> = {
  // built into the language
  eq: (a, ...others) => others.some((b) => equal(a, b)),
  ne: (a, b) => !equal(a, b),
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  not: (value) => !truth(value),
  len: (value) => (value === undefined || value === null ? 0 : typeof value === 'object' ? Object.keys(value).length : String(value).length),
  index: (of, ...keys) => keys.reduce((value, key) => (value === undefined || value === null ? '' : value[key] ?? ''), of),
  print: (...args) => args.map(printed).join(''),
  printf: format,
  quote: (...args) => args.filter((arg) => arg !== undefined && arg !== null).map((arg) => JSON.stringify(text(arg))).join(' '),

  // from sprig
  default: (usual, value) => (truth(value) ? value : usual),
  coalesce: (...args) => args.find(truth),
  ternary: (yes, no, condition) => (condition ? yes : no),
  empty: (value) => !truth(value),
  list: (...args) => args,
  append: (list, item) => [...list ?? [], item],
  concat: (...lists) => lists.flat(),
  first: (list) => list?.[0],
  last: (list) => list?.[list.length - 1],
  has: (item, list) => (list ?? []).some((other: unknown) => equal(item, other)),
  uniq: (list) => [...new Set(list)],
  dict: (...args) => pairs(args),
  get: (map, key) => map?.[key] ?? '',
  set: (map, key, value) => { map[key] = value; return map; },
  hasKey: (map, key) => Object.hasOwn(map ?? {}, key),
  keys: (map) => Object.keys(map ?? {}),
  merge: (...maps) => Object.assign({}, ...maps.reverse()),
  toJson: (value) => JSON.stringify(value ?? null),
  fromJson: (value) => JSON.parse(value),
  toString: text,
  join: (separator, list) => (list ?? []).map(text).join(separator),
  splitList: (separator, s) => text(s).split(separator),
  lower: (s) => text(s).toLowerCase(),
  upper: (s) => text(s).toUpperCase(),
  trim: (s) => text(s).trim(),
  trimAll: (cutset, s) => without(cutset, text(s), true),
  trimPrefix: (prefix, s) => (text(s).startsWith(prefix) ? text(s).slice(prefix.length) : s),
  trimSuffix: (suffix, s) => (suffix && text(s).endsWith(suffix) ? text(s).slice(0, -suffix.length) : s),
  trunc: (length, s) => (length < 0 ? text(s).slice(length) : text(s).slice(0, length)),
  replace: (from, to, s) => text(s).split(from).join(to),
  hasPrefix: (prefix, s) => text(s).startsWith(prefix),
  hasSuffix: (suffix, s) => text(s).endsWith(suffix),
  squote: (s) => `'${text(s)}'`,
  int: (value) => Math.trunc(Number(value) || 0),
  int64: (value) => Math.trunc(Number(value) || 0),
  add: (...args) => args.reduce((sum, arg) => sum + Number(arg), 0),
  sub: (a, b) => a - b,
  nindent: (spaces, s) => `\n${' '.repeat(spaces)}${lines(text(s), spaces)}`,
  b64enc: (s) => Buffer.from(text(s)).toString('base64'),

  // from Istio
  annotation: (meta, key, usual) => text(Object.hasOwn(meta.annotations ?? {}, key) ? meta.annotations[key] : usual),
  isset: (map, key) => Object.hasOwn(map ?? {}, key),
  valueOrDefault: (value, usual) => (value === undefined || value === null || value === '' ? usual : value),
  contains: (needle, s) => text(s).includes(needle),
  toLower: (s) => text(s).toLowerCase(),
  toJSON: (value) => JSON.stringify(value ?? {}),
  fromJSON,
  structToJSON: (value) => (value === undefined || value === null ? '{}' : JSON.stringify(inOrder(value))),
  protoToJSON: (value) => proxyConfigJson(value),
  toYaml: yaml,
  indent: (spaces, s) => lines(text(s), spaces),
  directory: (path) => text(path).slice(0, text(path).lastIndexOf('/') + 1),
  omit: (map, ...keys) => Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !keys.includes(key))),
  strdict: (...args) => pairs(args),
  mergeMaps: (...maps) => Object.assign({}, ...maps),
  toJsonMap: (...maps) => JSON.stringify(Object.assign({}, ...maps)),
  formatDuration: (value) => text(value),
  applicationPorts: (containers) => ports((containers ?? []).filter((container: Fields) => container.name !== 'istio-proxy')),
  includeInboundPorts: (containers) => ports(containers ?? []),
  kubevirtInterfaces: text,
  excludeInterfaces: text,
  excludeInboundPort,
  appendMultusNetwork,
  omitNil: withoutNil,
  otelResourceAttributes,
};

function format(template: string, ...args: unknown[]): string {
  let next = 0;
  return template.replace(/%([%sdvtq])/g, (_, verb: string) => {
    if (verb === '%') return '%';
    const value = args[next++];
    return verb === 'q' ? JSON.stringify(text(value)) : printed(value);
  });
}

function fromJSON(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new Error(`the argument of fromJSON must be JSON, got: '${source}'`);
  }
}

/** The fields of a port in the order of Kubernetes' own types. */
const FIELDS = ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'];
function inOrder(value: Any): Any {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const known = FIELDS.filter((key) => truth(value[key]));
  return Object.fromEntries([...known, ...Object.keys(value).filter((key) => !FIELDS.includes(key))].map((key) => [key, value[key]]));
}

function ports(containers: readonly Fields[]): string {
  return containers.flatMap((container) => container.ports ?? [])
    .filter((port) => port.protocol !== 'UDP' && port.protocol !== 'SCTP').map((port) => String(port.containerPort)).join(',');
}

/** The excluded ports, including the agent's own status port. */
function excludeInboundPort(port: unknown, excluded: string): string {
  const own = text(port).trim();
  if (own === '' || own === '0') return excluded;
  const others = excluded.split(',');
  if (others.includes(own)) return excluded;
  return [...others.map((other) => other.trim()).filter((other) => other), own].join(',');
}

function appendMultusNetwork(existing: string, network: string): string {
  if (!existing) return network;
  const end = existing.lastIndexOf(']');
  if (end < 0) return existing.split(',').some((other) => other.trim() === network) ? existing : `${existing}, ${network}`;
  const [namespace, name] = network.split('/');
  const networks = fromJSON(existing) as Fields[];
  if (networks.some((other) => other.name === name && (other.namespace ?? '') === namespace)) return existing;
  return `${existing.slice(0, end)}, {"name": "${name}", "namespace": "${namespace}"}${existing.slice(end)}`;
}

function withoutNil(value: Any): Any {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return value;
  const holes = Object.values(value).some((child) => child !== undefined && withoutNil(child) === undefined) || Object.values(value).includes(null);
  if (!holes) return value;
  const kept = Array.isArray(value)
    ? value.map(withoutNil).filter((child) => child !== undefined)
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutNil(child)]).filter(([, child]) => child !== undefined));
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** Trace attributes for the service, if a provider of the mesh adds them. */
function otelResourceAttributes(mesh: Fields, annotations: Fields = {}, labels: Fields = {}, namespace: string, containers: readonly Fields[] = []): string {
  const enriched = (mesh.extensionProviders ?? []).some((provider: Fields) => provider.opentelemetry?.serviceAttributeEnrichment === 'OTEL_SEMANTIC_CONVENTIONS');
  if (!enriched) return '';
  const attributeOf = (attribute: string): string | undefined => annotations[`resource.opentelemetry.io/${attribute}`];
  const attributes: [string, string | undefined][] = [
    ['service.namespace', attributeOf('service.namespace') || namespace],
    ['service.version', attributeOf('service.version') || labels['app.kubernetes.io/version'] || (containers.length === 1 ? imageVersion(containers[0].image) : undefined)],
    ['service.instance.id', attributeOf('service.instance.id') || (containers.length > 0 ? `${namespace}.$(POD_NAME).${containers[0].name}` : undefined)],
  ];
  return attributes.filter(([, value]) => value).map(([name, value]) => `${name}=${value}`).join(',');
}

function imageVersion(image: string): string | undefined {
  const [name, digest] = text(image).split('@');
  const colon = name.lastIndexOf(':');
  const tag = colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
  return tag && digest ? `${tag}@${digest}` : digest ?? tag;
}
