import { ApiObject, App } from 'cdk8s';
import { SynthOrder, synthOrder } from './order';
import { Renderer } from './render';

/** An object of an app and the document that is written for it. */
export interface RenderedObject {
  readonly object: ApiObject;
  readonly document: any;
}

/** What a running synth has rendered so far. */
const running = new WeakMap<App, Documents>();

/**
 * The documents of an app in the order in which they are written. Inside of `MeshApp.synth()` (in a validation, say) each is
 * rendered once and then written; elsewhere every call renders the app as it is then. Don't change them.
 */
export function documentsOf(app: App): readonly RenderedObject[] {
  const documents = running.get(app) ?? new Documents(app, false);
  return documents.order().charts.flatMap(({ objects }) => objects.map((object) => ({ object, document: documents.of(object) })));
}

/** Runs something as the synth of an app: what it renders, it renders once. */
export function synthesizing<T>(app: App, run: (documents: Documents) => T): T {
  const outer = running.get(app);
  const documents = new Documents(app, true);
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

  constructor(private readonly app: App, private readonly remember: boolean) {
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
    if (this.remember) {
      this.rendered.set(object, document);
    }
    return document;
  }

  /** The document of an object that nobody will ask for again. */
  public take(object: ApiObject): unknown {
    const document = this.rendered.has(object) ? this.rendered.get(object) : this.renderer.render(object);
    this.rendered.delete(object);
    return document;
  }
}
