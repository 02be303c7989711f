import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { attachChecks } from '../../check/attach';
import type { Problem } from '../../validation/problem';
import type { Described } from '../api/kinds';
import type { Json } from '../write/json';

/**
 * An object of Istio's API. Its spec is written at synthesis, so the `add…` methods work until then; an invalid value is
 * refused by the call that sets it.
 *
 * @internal
 */
export abstract class IstioResource extends Construct {
  /** The Kubernetes object; patch it for fields that this class does not cover. */
  public readonly apiObject: ApiObject;

  /** @internal */
  protected readonly _state: Json;

  private readonly ofKind: string;

  /** The problems that the API server and istiod's admission webhook report for a spec of this kind. */
  private readonly judge: (spec: Json) => Problem[];

  protected constructor(scope: Construct, id: string, { apiVersion, kind, metadata, spec }: Described) {
    super(scope, id);
    this.ofKind = kind;
    this._state = this._check(spec);
    this.judge = (part) => {
      // loaded lazily: dozens of small files, which an app without these objects does not need
      const { validateAdmission } = require('../../validation') as typeof import('../../validation'); // eslint-disable-line @typescript-eslint/no-require-imports
      const { validateSchema } = require('../../check/schema') as typeof import('../../check/schema'); // eslint-disable-line @typescript-eslint/no-require-imports
      const object = { apiVersion, kind, metadata: { name: id, ...metadata }, spec: part };
      return [...validateAdmission(object), ...validateSchema(object)];
    };
    this.refuseMistakes(this._state);
    attachOnce(this);
    this.apiObject = new ApiObject(this, 'Resource', { apiVersion, kind, metadata, spec: Lazy.any({ produce: () => this._state }) } as any);
  }

  /** The name of the Kubernetes object. */
  public get name(): string {
    return this.apiObject.name;
  }

  /** The namespace of the Kubernetes object, if the chart or the metadata sets one. */
  public get namespace(): string | undefined {
    return this.apiObject.metadata.namespace;
  }

  /**
   * Throws an error that names the construct.
   *
   * @internal
   */
  protected _refuse(message: string): never {
    throw new Error(this.prefixed(message));
  }

  /**
   * Renders a value now, so that an error is thrown by the call that contains the mistake, and names the construct.
   *
   * @internal
   */
  protected _check<T>(render: () => T): T {
    try {
      return render();
    } catch (error) {
      if (error instanceof Error) {
        error.message = this.prefixed(error.message);
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
    const item = this._check(() => render(`${field}[${items.length}]`));
    // the new item is checked together with the rest of the object; routes and rules added earlier are already checked, and so are names once there are very
    // many names
    const rest = Object.entries(this._state).filter(([, value]) => !isListOfObjects(value));
    const beside = typeof item === 'string' && items.length < MANY ? items : [];
    this.refuseMistakes({ ...Object.fromEntries(rest), [field]: [...beside, item] }, { field, by: items.length - beside.length });
    items.push(item);
    this._state[field] = items;
  }

  /** Refuses what the API server or istiod would refuse, however the object goes on; what is merely missing may still come. */
  private refuseMistakes(spec: Json, added?: { readonly field: string; readonly by: number }): void {
    const mistake = this.judge(spec).find((p) => p.severity === 'error' && isThere(spec, p.pointer));
    if (mistake) {
      const place = mistake.pointer.replace(/^\/spec\/?/, '').split('/').filter((part) => part !== '')
        .map((part, i, all) => (added && i === 1 && all[0] === added.field ? String(Number(part) + added.by) : part)).join('.').replace(/\.(\d+)(?=\.|$)/g, '[$1]');
      this._refuse(`${place === '' ? '' : `${place}: `}${mistake.message}; ${mistake.fix}`);
    }
  }

  private prefixed(message: string): string {
    return `${this.ofKind} '${this.node.path}': ${message}`;
  }
}

/** The maximum number of names in one object that are compared at each call. */
const MANY = 200;
const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'object';

/** Whether a pointer leads to a value from the user. */
function isThere(spec: Json, pointer: string): boolean {
  const [, root, ...path] = pointer.split('/');
  return root === 'spec' && path.length > 0 && path.reduce<any>((of, key) => of?.[key], spec) !== undefined;
}

const attached = new WeakSet<object>();

/** Makes the app's synth run the checks: one mesh construct in an app is enough. */
function attachOnce(construct: Construct): void {
  const root = construct.node.root;
  if (!attached.has(root)) {
    attached.add(root);
    attachChecks(construct);
  }
}
