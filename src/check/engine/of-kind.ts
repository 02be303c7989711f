import { sets } from './fields';
import type { Item } from './item';

/** The objects of one kind in a world. */
export class OfKind {
  /** in the order in which they were given */
  public readonly items: Item[] = [];
  /** by namespace and name: maps in maps, since to put a text together of the two costs more than every look-up */
  private readonly names = new Map<string, Map<string, Item>>();
  private readonly byFields = new Map<string, readonly Item[]>();

  /** Takes an object in, and returns the first one of its name when there is one already. */
  public add(item: Item): Item | undefined {
    this.items.push(item);
    let names = this.names.get(item.namespace);
    if (!names) this.names.set(item.namespace, names = new Map());
    const before = names.get(item.name);
    if (!before) names.set(item.name, item);
    return before;
  }

  public find(namespace: string, name: string): Item | undefined {
    return this.names.get(namespace)?.get(name);
  }

  /** Those that set one of the fields. */
  public setting(fields: readonly string[]): readonly Item[] {
    const key = fields.join();
    let found = this.byFields.get(key);
    if (!found) {
      const paths = fields.map((field) => field.split('.'));
      this.byFields.set(key, found = this.items.filter(({ spec }) => paths.some((path) => sets(spec, path))));
    }
    return found;
  }
}
