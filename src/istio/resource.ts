import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { attachChecks } from '../check/attach';
import type { Json } from './render/json';
import type { Described } from './render/kinds';

/**
 * An object of Istio's API. Its spec is written at synth from the final state, so the `add…` methods work until then; a mistake is
 * refused by the call that makes it.
 *
 * @internal
 */
export abstract class IstioResource extends Construct {
  /** The Kubernetes object; patch it to say what this class has no word for. */
  public readonly apiObject: ApiObject;

  /** @internal */
  protected readonly _state: Json;

  private readonly ofKind: string;

  protected constructor(scope: Construct, id: string, { apiVersion, kind, metadata, spec }: Described) {
    super(scope, id);
    this.ofKind = kind;
    this._state = this._check(spec);
    attachOnce(this);
    this.apiObject = new ApiObject(this, 'Resource', { apiVersion, kind, metadata, spec: Lazy.any({ produce: () => this._state }) } as any);
  }

  /** The name of the Kubernetes object. */
  public get name(): string {
    return this.apiObject.name;
  }

  /** The namespace of the Kubernetes object, where the chart or the metadata names one. */
  public get namespace(): string | undefined {
    return this.apiObject.metadata.namespace;
  }

  /**
   * Refuses with a message that names the construct.
   *
   * @internal
   */
  protected _refuse(message: string): never {
    throw new Error(this.said(message));
  }

  /**
   * Renders something now, so that a mistake is told where it is made, and names the construct.
   *
   * @internal
   */
  protected _check<T>(render: () => T): T {
    try {
      return render();
    } catch (error) {
      if (error instanceof Error) {
        error.message = this.said(error.message);
      }
      throw error;
    }
  }

  /**
   * Appends to a list of the spec.
   *
   * @internal
   */
  protected _append(field: string, render: (at: string) => unknown): void {
    const items = (this._state[field] ?? []) as unknown[];
    items.push(this._check(() => render(`${field}[${items.length}]`)));
    this._state[field] = items;
  }

  private said(message: string): string {
    return `${this.ofKind} '${this.node.path}': ${message}`;
  }
}

const attached = new WeakSet<object>();

/** Has the synth of the app run the checks: it takes one mesh construct in an app. */
function attachOnce(construct: Construct): void {
  const root = construct.node.root;
  if (!attached.has(root)) {
    attached.add(root);
    attachChecks(construct);
  }
}
