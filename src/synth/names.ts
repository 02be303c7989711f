import { createHash } from 'crypto';

/** A file system's limit for one name, in bytes. */
const LONGEST = 255;

/** The properties of an object that determine its file name. */
export interface FileSubject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

/**
 * The possible names for the file of an object, shortest first: that of cdk8s (`KIND.NAME`), with the namespace, with the API group, and with a hash of the
 * object's origin.
 */
export function objectNames({ apiVersion, kind, metadata }: FileSubject, origin: string): string[] {
  const group = String(apiVersion).includes('/') ? [String(apiVersion).split('/')[0]] : [];
  const namespace = metadata?.namespace === undefined ? [] : [metadata.namespace];
  const name = (...parts: unknown[]) => parts.join('.').replace(/[^0-9a-zA-Z-_.]/g, '');
  const full = name(kind, ...group, ...namespace, metadata?.name);
  return [name(kind, metadata?.name), name(kind, ...namespace, metadata?.name), full, `${full}-${short(origin)}`];
}

/** The possible names for the file or folder of a chart. */
export function chartNames(name: string, path: string): string[] {
  return [name, `${name}-${short(path)}`];
}

/**
 * Picks one name per list of candidates: its first candidate, unless that name is taken or another list has the same name; then every list that shares the name moves on to its next candidate.
 * Letter case is ignored, as on the file systems of macOS and Windows. The order of the lists does not matter either.
 * @throws if two lists have no distinct names
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
