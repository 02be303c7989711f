import type { Construct, IConstruct, Node } from 'constructs';

type Settle = () => void;

const SETTLE = Symbol('cdk8s-mesh.settle');

type Watched = Node & { readonly [SETTLE]: Settle };

/** The prototype of watched nodes, by the one that they had: an app may have several copies of constructs. */
const WATCHED = new WeakMap<object, object>();

/**
 * Runs `settle` each time somebody is about to look at the children of a node, or to change them. Every way to them ends here, `findAll()` and the
 * `toJson()` of a plain Chart among them.
 *
 * The node gets another prototype, and no members of its own, because jsii calls what the prototype has when Python, Java or Go call it.
 */
export function beforeLook(node: Node, settle: Settle): void {
  const prototype = Object.getPrototypeOf(node);
  let watched = WATCHED.get(prototype);
  if (!watched) {
    watched = watchedBelow(prototype);
    WATCHED.set(prototype, watched);
  }
  Object.setPrototypeOf(Object.defineProperty(node, SETTLE, { value: settle }), watched);
}

function watchedBelow(prototype: any): object {
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'children')!;
  return Object.create(prototype, {
    children: {
      get(this: Watched): IConstruct[] {
        this[SETTLE]();
        return get!.call(this);
      },
    },
    tryFindChild: {
      value(this: Watched, id: string): IConstruct | undefined {
        this[SETTLE]();
        return prototype.tryFindChild.call(this, id);
      },
    },
    tryRemoveChild: {
      value(this: Watched, id: string): boolean {
        this[SETTLE]();
        return prototype.tryRemoveChild.call(this, id);
      },
    },
    addChild: {
      value(this: Watched, child: Construct, id: string): void {
        this[SETTLE]();
        prototype.addChild.call(this, child, id);
      },
    },
  });
}
