import { visitAt } from './fields';
import type { Item } from './item';

/** The objects of one kind in a world. */
export class OfKind {
  /** in the given order */
  public readonly items: readonly Item[];
  /** objects by namespace and name, in nested maps, since building a key from the two costs more than all look-ups */
  private readonly names: Map<string, Map<string, Item>>;
  private readonly list: Item[];
  /** objects by the path to an object and one of its fields, so that one traversal serves all fields */
  private readonly fields = new Map<string, ReadonlyMap<string, readonly Item[]>>();

  public constructor(items: Item[] = [], names = new Map<string, Map<string, Item>>()) {
    this.items = this.list = items;
    this.names = names;
  }

  /** These objects and one more, which replaces one of them or is added at the end. */
  public with(item: Item, before: Item | undefined): OfKind {
    const items = [...this.items];
    items[before ? items.indexOf(before) : items.length] = item;
    return new OfKind(items, new Map(this.names).set(item.namespace, new Map(this.names.get(item.namespace)).set(item.name, item)));
  }

  /** Adds an object, or returns the first one with its name if there is one: in a cluster they are the same object. */
  public add(item: Item): Item | undefined {
    let names = this.names.get(item.namespace);
    if (!names) this.names.set(item.namespace, names = new Map());
    const before = names.get(item.name);
    if (before && !item.name.endsWith(GENERATED)) return before; // names that the API server completes are never equal
    names.set(item.name, item);
    this.list.push(item);
    return undefined;
  }

  public find(namespace: string, name: string): Item | undefined {
    return this.names.get(namespace)?.get(name);
  }

  /** The objects that set one of the fields, in the given order. */
  public setting(fields: readonly string[]): readonly Item[] {
    const lists = fields.map((field) => this.settingOne(field)).filter((list) => list.length);
    if (lists.length < 2) return lists[0] ?? NONE;
    return [...new Set(lists.flat())].sort((a, b) => a.order - b.order);
  }

  private settingOne(field: string): readonly Item[] {
    const dot = field.lastIndexOf('.');
    return this.fieldsAt(field.slice(0, Math.max(dot, 0))).get(field.slice(dot + 1)) ?? NONE;
  }

  private fieldsAt(path: string): ReadonlyMap<string, readonly Item[]> {
    const known = this.fields.get(path);
    if (known) return known;
    const found = new Map<string, Item[]>();
    const steps = path ? path.split('.') : [];
    for (const item of path ? this.settingOne(path) : this.items) {
      visitAt(item.spec, steps, 0, (object) => {
        for (const field in object) {
          if (object[field] === undefined) continue;
          const list = found.get(field);
          if (!list) found.set(field, [item]);
          else if (list[list.length - 1] !== item) list.push(item);
        }
      });
    }
    this.fields.set(path, found);
    return found;
  }
}
const GENERATED = '*';
const NONE: readonly never[] = [];
