/**
 * The namespaces to which controllers copy a Secret or a ConfigMap, by its annotations: Reflector (https://github.com/emberstack/kubernetes-reflector),
 * Config Syncer, formerly kubed (https://config-syncer.com), and Kubernetes Replicator (https://github.com/mittwald/kubernetes-replicator).
 */
const REFLECTOR = 'reflector.v1.k8s.emberstack.com/reflection-';
const REFLECTS = 'reflector.v1.k8s.emberstack.com/reflects';
const SYNCER = 'kubed.appscode.com/sync';
const REPLICATOR = 'replicator.v1.mittwald.de/replicate-to';
const REPLICATES = 'replicator.v1.mittwald.de/replicate-from';

/** A name that is no pattern. */
const PLAIN = /^[a-z0-9-]+$/;
export const isPlain = (name: string): boolean => PLAIN.test(name);
export const EVERYWHERE = '*';
/** Stands for all names of a kind in a namespace. */
export const ANY_NAME = '*';

/** The namespaces that receive a copy; `*` stands for namespaces that the annotations don't name. */
export function copiedTo(annotations: unknown): readonly string[] {
  if (typeof annotations !== 'object' || annotations === null) return [];
  const read = (key: string): string | undefined => {
    const value = (annotations as Record<string, unknown>)[key];
    return typeof value === 'string' ? value : undefined;
  };
  const reflected = read(`${REFLECTOR}allowed`) === 'true' && read(`${REFLECTOR}auto-enabled`) === 'true' ? [read(`${REFLECTOR}auto-namespaces`) ?? read(`${REFLECTOR}allowed-namespaces`) ?? ''] : [];
  const synced = read(SYNCER) === undefined ? [] : [''];
  const replicated = [read(REPLICATOR), read(`${REPLICATOR}-matching`) === undefined ? undefined : ''];
  return [...new Set([...reflected, ...synced, ...replicated].flatMap((list) => (list === undefined ? [] : namespacesIn(list))))];
}

/** Whether a controller fills an object with the content of another one. */
export const isCopy = (annotations: Readonly<Record<string, string>>): boolean => annotations[REFLECTS] !== undefined || annotations[REPLICATES] !== undefined;

/** The namespaces of a list that may contain patterns; an empty list means all of them. */
const namespacesIn = (list: string): readonly string[] =>
  list.split(',').map((name) => name.trim()).map((name) => (isPlain(name) ? name : EVERYWHERE));
