import { ApiObject, App } from 'cdk8s';
import { SynthOrder, synthOrder } from './order';
import { Renderer } from './serializer';

/** What a running synth has rendered so far. */
const running = new WeakMap<App, Documents>();

/**
 * The document of an object. While its `MeshApp` is synthesized (in a validation, say), it is rendered once and then written;
 * elsewhere every call renders the object as it is then. Don't change it.
 */
export function documentOf(object: ApiObject): any {
  const app = App.of(object);
  return running.get(app)?.of(object) ?? new Renderer(app).render(object);
}

/** Runs something as the synth of an app: what it renders, it renders once. */
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

  /** Charts and objects as the tree is now. */
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

  /** The document of an object that is not needed again. */
  public take(object: ApiObject): unknown {
    const document = this.rendered.has(object) ? this.rendered.get(object) : this.renderer.render(object);
    this.rendered.delete(object);
    return document;
  }
}
