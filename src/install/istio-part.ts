import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { objectsOf, type Rendering } from './chart-objects';
import { guarded } from '../guard/guard';
import type { InstallProps } from './props/install-props';

/** A component of an Istio installation: the objects of one of its charts. */
export abstract class IstioPart extends Construct {
  /** Namespace in which the component is installed. */
  public readonly namespace: string;

  /** The component's objects, in an order in which they can be applied; patch them for settings without a prop. */
  public readonly objects: ApiObject[] = [];

  /** @internal */
  protected constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id);
    this.namespace = namespace;
  }

  /**
   * Creates the objects: the last step of a part's constructor.
   * @internal
   */
  protected _render(rendering: Rendering, props: InstallProps): void {
    this.objects.push(...objectsOf(this, rendering, props));
  }

  /**
   * Returns one of the component's objects.
   *
   * @param kind the kind
   * @param name the name, if there are several objects of that kind
   * @throws when there is no such object, or more than one
   */
  public object(kind: string, name?: string): ApiObject {
    const found = this.objects.filter((object) => object.kind === kind && (name === undefined || object.name === name));
    if (found.length === 1) return found[0];
    const all = this.objects.map((object) => `${object.kind} ${object.name}`).join(', ');
    throw new Error(`'${this.node.path}' has ${found.length} objects of kind ${kind}${name ? ` named ${name}` : ''} instead of one; use one of ${all}`);
  }
}
guarded(IstioPart, 'install.IstioPart');
