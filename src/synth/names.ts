import { createHash } from 'crypto';

/** What a file system allows in one name, in bytes. */
const LONGEST = 255;

/** What names the file of an object. */
export interface FileSubject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

/**
 * The names that the file of an object may have, the shortest first: that of cdk8s (`KIND.NAME`), with the namespace, with the API group,
 * and with a hash of where the object comes from.
 */
export function objectNames({ apiVersion, kind, metadata }: FileSubject, origin: string): string[] {
  const group = String(apiVersion).includes('/') ? [String(apiVersion).split('/')[0]] : [];
  const namespace = metadata?.namespace === undefined ? [] : [metadata.namespace];
  const name = (...parts: unknown[]) => parts.join('.').replace(/[^0-9a-zA-Z-_.]/g, '');
  const full = name(kind, ...group, ...namespace, metadata?.name);
  return [name(kind, metadata?.name), name(kind, ...namespace, metadata?.name), full, `${full}-${short(origin)}`];
}

/** The names that the file or folder of a chart may have. */
export function chartNames(name: string, path: string): string[] {
  return [name, `${name}-${short(path)}`];
}

/**
 * One name for each list of candidates: the first of them, unless another has the same or it is taken; then all that share it go on to their
 * next. Letter case makes no difference, as on the file systems of macOS and Windows. The order of the lists makes none either.
 *
 * @throws if two lists have no name of their own
 */
export function distinctNames(candidates: readonly (readonly string[])[], extension: string, taken: readonly string[] = []): string[] {
  const level = candidates.map(() => 0);
  const names = candidates.map(([first]) => fit(first, extension));
  const reserved = new Set(taken.map((name) => name.toLowerCase()));
  for (;;) {
    const owners = new Map<string, number[]>();
    names.forEach((name, i) => {
      const key = name.toLowerCase();
      const others = owners.get(key);
      if (others) others.push(i); else owners.set(key, [i]);
    });
    const shared = [...owners].filter(([name, by]) => by.length > 1 || reserved.has(name)).flatMap(([, by]) => by);
    if (shared.length === 0) return names;
    const free = shared.filter((i) => level[i] < candidates[i].length - 1);
    if (free.length === 0) {
      throw new Error(`no unique file name can be found for '${names[shared[0]]}'; rename one of the charts or objects of that name`);
    }
    for (const i of free) names[i] = fit(candidates[i][++level[i]], extension);
  }
}

function fit(name: string, extension: string): string {
  const room = LONGEST - Buffer.byteLength(extension);
  return name.length <= room ? name : `${name.slice(0, room - 9)}-${short(name)}`;
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
