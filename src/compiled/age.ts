import type { Contest, Source, SourceObject } from './form';
import { order } from '../grammar/order';
import { reference, type Item } from '../world/item';

/** The source of a place in an object. Objects are made once, so that equal ones are the same. */
export function sourceOf(item: Item, pointer = ''): Source {
  let object = OBJECTS.get(item);
  if (!object) {
    const { apiVersion, kind, name } = reference(item);
    const { origin } = item;
    const { constructPath, file } = origin;
    OBJECTS.set(item, object = {
      apiVersion,
      kind,
      name,
      namespace: item.namespace,
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(file === undefined ? {} : { file }),
      ...(origin.locate ? { lineOf: (at: string) => origin.locate?.(at)?.line } : {}),
    });
  }
  return { object, pointer };
}
const OBJECTS = new WeakMap<Item, SourceObject>();

/** When an object was created, in milliseconds; undefined if the manifest doesn't contain it, as at synth. */
export function created(item: Item): number | undefined {
  const metadata = item.object.metadata as { creationTimestamp?: unknown } | undefined;
  const text = metadata?.creationTimestamp;
  if (typeof text === 'string') {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  return text instanceof Date ? text.getTime() : undefined;
}

/** An object, or something created from one under a name of its own. */
type Aged = Item | { readonly item: Item; readonly name: string; readonly namespace: string };
const itemOf = (x: Aged): Item => ('item' in x ? x.item : x);

/**
 * Sorts like a control plane: the oldest first, and those of the same age by name and then by namespace. Objects without a time are assumed to be
 * of the same age, after those with one. `oldest` is an object that is assumed to be older than all others.
 */
export class Ages {
  public constructor(private readonly oldest?: SourceObject) {}

  public compare(a: Aged, b: Aged): number {
    const byAge = this.compareAge(itemOf(a), itemOf(b));
    return byAge || order(a.name, b.name) || order(a.namespace, b.namespace);
  }

  /** Gateway API routes of the same age are sorted by namespace first. */
  public compareByNamespace(a: Aged, b: Aged): number {
    const byAge = this.compareAge(itemOf(a), itemOf(b));
    return byAge || order(a.namespace, b.namespace) || order(a.name, b.name);
  }

  /** Whether only the names decide between two objects. */
  public undecided(a: Item, b: Item): boolean {
    return a !== b && (created(a) === undefined || created(b) === undefined);
  }

  private compareAge(a: Item, b: Item): number {
    if (this.oldest && a !== b) {
      const first = this.isOldest(a);
      if (first !== this.isOldest(b)) return first ? -1 : 1;
    }
    const x = created(a) ?? Infinity;
    const y = created(b) ?? Infinity;
    return x === y ? 0 : x < y ? -1 : 1;
  }

  private isOldest(item: Item): boolean {
    const { object } = sourceOf(item);
    const { kind, name, namespace } = this.oldest!;
    return object === this.oldest || (object.kind === kind && object.name === name && object.namespace === namespace);
  }
}

export { order };

/** Collects the decisions that depend on the order of creation. */
export class Contests {
  private readonly found = new Map<string, Contest>();

  /** @param parts contests of parts of the mesh, to be included */
  public constructor(private readonly ages: Ages, private readonly parts: readonly Contests[] = []) {}

  /** Records a contest that `first` won, if only the names decided it. */
  public add(about: string, first: Item, second: Item): void {
    if (!this.ages.undecided(first, second)) return;
    const a = sourceOf(first);
    const b = sourceOf(second);
    const key = `${about}\n${a.object.kind}/${a.object.namespace}/${a.object.name}\n${b.object.kind}/${b.object.namespace}/${b.object.name}`;
    if (!this.found.has(key)) this.found.set(key, { about, objects: [a, b] });
  }

  public get all(): readonly Contest[] {
    return [...this.parts.flatMap((p) => p.all), ...this.found.values()];
  }
}
