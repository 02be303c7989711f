import { ApiObject, App } from 'cdk8s';
import { SynthOrder, synthOrder } from './order';
import { Renderer } from './serializer';

/** The objects rendered so far by a running synth. */
const running = new WeakMap<App, Documents>();

/**
 * The document of an object. During its `MeshApp`'s synth (for example in a validation), it is rendered once and then written; otherwise every call renders
 * the object's current state. Don't modify it.
 */
export function documentOf(object: ApiObject): any {
  const app = App.of(object);
  return running.get(app)?.of(object) ?? new Renderer(app).render(object);
}

/** Runs a function as the synth of an app, during which each object is rendered once. */
export function synthesizing<T>(app: App, run: (documents: Documents) => T): T {
  const outer = running.get(app);
  const documents = new Documents(app);
  running.set(app, documents);
  try {
    return run(documents);
  } finally {
    outer === undefined ? running.delete(app) : running.set(app, outer);
  }
}

/** The objects of an app, rendered. */
export class Documents {
  private readonly renderer: Renderer;
  private readonly rendered = new Map<ApiObject, unknown>();

  constructor(private readonly app: App) {
    this.renderer = new Renderer(app);
  }

  /** Charts and objects of the current tree. */
  public order(): SynthOrder {
    return synthOrder(this.app);
  }

  public of(object: ApiObject): unknown {
    if (this.rendered.has(object)) {
      return this.rendered.get(object);
    }
    const document = this.renderer.render(object);
    this.rendered.set(object, document);
    return document;
  }

  /** The document of an object, for its last use. */
  public take(object: ApiObject): unknown {
    const document = this.rendered.has(object) ? this.rendered.get(object) : this.renderer.render(object);
    this.rendered.delete(object);
    return document;
  }
}
