import { ANY_NAME, EVERYWHERE } from './copies';
import type { Item } from './item';
import { MADE_BY, type Maker } from './makers';
import type { Pod } from './pods';
import type { Labels } from './selector';

/** An object that a controller creates from another: it exists in the cluster, but hardly ever as a manifest. */
export interface Made {
  readonly kind: 'Secret' | 'ConfigMap' | 'Service' | 'ServiceAccount' | 'VirtualService';
  readonly namespace: string;
  readonly name: string;
  /** the object that it is created from */
  readonly by: Item;
  /** the ports of a Service, if known */
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string; readonly appProtocol?: string }[];
  /** the selector of a Service */
  readonly selector?: Labels;
}

/** The objects that controllers create from given ones. */
export class MadeObjects {
  public readonly objects: readonly Made[];
  public readonly pods: readonly Pod[];
  private readonly index = new Map<string, Made>();

  public constructor(items: readonly Item[], find: (kind: string, namespace: string, name: string) => Item | undefined) {
    const objects: Made[] = [];
    const pods: Pod[] = [];
    for (const item of items) {
      const creator = makerOf(item);
      if (!creator) continue;
      const made = creator(item, find);
      objects.push(...made.objects ?? []);
      pods.push(...made.pods ?? []);
    }
    this.objects = objects;
    this.pods = pods;
    for (const m of objects) if (!this.index.has(key(m.kind, m.namespace, m.name))) this.index.set(key(m.kind, m.namespace, m.name), m);
  }

  /** The object that an object is created from, if any. */
  public by(kind: Made['kind'], namespace: string, name: string): Item | undefined {
    for (const n of [name, ANY_NAME]) {
      const made = this.index.get(key(kind, namespace, n)) ?? this.index.get(key(kind, EVERYWHERE, n));
      if (made) return made.by;
    }
    return undefined;
  }

  /** The namespaces in which an object with this name is created, each with its origin: for references to the wrong namespace. */
  public elsewhere(kind: Made['kind'], name: string): readonly Made[] {
    return this.objects.filter((m) => m.kind === kind && m.name === name);
  }
}
const key = (kind: string, namespace: string, name: string): string => `${kind} ${namespace} ${name}`;

function makerOf({ group, kind }: Item): Maker | undefined {
  const creators = Object.hasOwn(MADE_BY, group) ? MADE_BY[group] : undefined;
  return creators && (Object.hasOwn(creators, kind) ? creators[kind] : creators['*']);
}

/** Whether a controller creates objects from this one. Of core kinds this is the exception. */
export const isMaker = (item: Item): boolean => {
  const creator = makerOf(item);
  return creator !== undefined && (item.group !== '' || (creator(item, () => undefined).objects ?? []).length > 0);
};
