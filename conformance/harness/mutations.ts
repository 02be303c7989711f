import { Manifest } from './api-client';

const TEXTS = ['', ' ', '*', '.', '~', './*', 'a', 'A_b', 'a.b', 'a..b', '*.com', 'a.*.com', 'ns/a', '/a', 'a/', '10.0.0.1', '10.0.0.0/33', '::1', '0s', '1s', '1us', '1.5ms', '5', 's', '80', '65536', 'http://a.com', '://', '(', '[a-z', '%', '%FOO%',
  ':authority', 'Host', 'GET', 'HTTP', 'TLS', 'TCP', 'bogus', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL', 'NONE', 'DNS', 'STATIC', 'region/zone/*', 'a=b', '{*}', '/{**}/a', '5xx', 'source.ip', '{}', 'x'.repeat(64), 'x'.repeat(256), 'x'.repeat(1025)];
const NUMBERS = [0, -1, 1, 100, 101, 199, 404, 600, 65535, 65536, 2147483647, 2147483648, 4294967296, 0.5, 100.5];
/** No null: an API server drops it where a field may not hold it, and Istio's own validator of definitions, by which we go, refuses it. */
const OTHERS = [true, [], {}, [''], 'x', 1, { a: 'b' }];

type Path = readonly (string | number)[];

/** What is changed: the spec, and the texts that are put in place of others. */
export interface MutationOptions {
  /** Texts beside the usual ones. */
  readonly texts?: readonly string[];
  /** Change all of an object but what it is: kinds like ConfigMap have no spec. */
  readonly whole?: boolean;
}

/** Objects with one to three changes each, the same ones for a seed: parts taken away, doubled or emptied, and other values in their place. */
export function mutations(objects: readonly Manifest[], count: number, seed: number, options: MutationOptions = {}): { readonly object: Manifest; readonly change: string }[] {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  // what other objects say under the same name
  const said = new Map<string, unknown[]>();
  const root = (o: Manifest): unknown => (options.whole ? o : o.spec);
  const pathsOf = (o: Manifest): Path[] => paths(root(o)).filter(([first, second]) => !options.whole || !(/^(?:apiVersion|kind)$/.test(String(first)) || (first === 'metadata' && !/^(?:labels|annotations)$/.test(String(second)))));
  const texts = [...TEXTS, ...options.texts ?? []];
  for (const o of objects) { for (const p of pathsOf(o)) { const key = nameOf(p); said.set(key, [...said.get(key) ?? [], at(root(o), p)]); } }
  return Array.from({ length: count }, () => {
    const object = copy(pick(objects));
    object.metadata = { ...object.metadata, name: 'trial', namespace: 'default' };
    const changes: string[] = [];
    for (let n = random() < 0.7 ? 1 : 3; n > 0; n--) {
      const all = pathsOf(object);
      if (all.length === 0) { break; }
      const path = pick(all);
      const parent = at(root(object), path.slice(0, -1)) as Record<string | number, unknown>;
      const key = path[path.length - 1];
      const value = parent[key];
      const chance = random();
      if (chance < 0.1) {
        if (Array.isArray(parent)) { parent.splice(Number(key), 1); } else { delete parent[key]; }
      } else if (chance < 0.2 && Array.isArray(parent)) {
        parent.push(copy(value));
      } else if (chance < 0.3) {
        parent[key] = copy(pick(OTHERS));
      } else if (chance < 0.5) {
        parent[key] = copy(pick(said.get(nameOf(path)) ?? [value]));
      } else {
        parent[key] = typeof value === 'string' ? pick(texts) : typeof value === 'number' ? pick(NUMBERS) : typeof value === 'boolean' ? !value : Array.isArray(value) ? [] : {};
      }
      changes.push(`${path.join('/')}: ${JSON.stringify(parent[key])?.slice(0, 60) ?? 'taken away'}`);
    }
    return { object, change: `${object.kind} ${changes.join('; ')}` };
  });
}

const copy = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)) as T);
const nameOf = (path: Path): string => String(path.filter((p) => typeof p === 'string').pop());
const at = (value: unknown, path: Path): unknown => path.reduce((v, p) => (v as Record<string | number, unknown>)[p], value);

function paths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) { return path.length > 0 ? [path] : []; }
  const below = Object.entries(value).flatMap(([k, v]) => paths(v, [...path, Array.isArray(value) ? Number(k) : k]));
  return path.length > 0 ? [path, ...below] : below;
}

/** Numbers from 0 to 1 that a seed gives: the minimal standard generator of Park and Miller. */
export function generator(seed: number): () => number {
  const modulus = 2147483647;
  let state = seed % modulus;
  return () => {
    state = (state * 48271) % modulus;
    return (state - 1) / (modulus - 1);
  };
}
