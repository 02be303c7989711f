import { classOf, register } from './classes';
import { fitsOf, type Fits } from './fits';
import { fieldsOf } from './shapes';

/** Validates untyped input, from JavaScript, from Python's dictionaries, from `process.env.X!`, where it enters the library: a missing value or one of the
 * wrong type is an error that names the construct, the property and the type.
 */

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Makes the instance and static methods of a public class validate their arguments. Its constructor calls `given` itself.
 *
 * @param type the class
 * @param name its public name: `HttpMatch`, `istio.HttpMatch`
 */
export function guarded(type: Function & { readonly prototype: object }, name: string): void { // eslint-disable-line @typescript-eslint/no-unsafe-function-type
  wrapAll(type, type, (member) => `${name}.${member}`);
  // members of unexported base classes count as its own
  for (let from = type.prototype; from !== Object.prototype && classOf(from) === undefined; from = Object.getPrototypeOf(from)) {
    wrapAll(type.prototype, from, (member) => `${name}#${member}`);
  }
  register(type, name);
}

/** Calls that take anything: a question about any value, and what cdk8s-cli passes. */
const UNTYPED: ReadonlySet<string> = new Set(['Mesh.isMesh', 'MeshValidation#validate']);

function wrapAll(on: object, from: object, callOf: (member: string) => string): void {
  for (const member of Object.getOwnPropertyNames(from)) {
    const method = Object.getOwnPropertyDescriptor(from, member)?.value;
    if (typeof method !== 'function' || UNTYPED.has(callOf(member)) || /^(?:_|constructor$|toString$|prototype$)/.test(member) || (on !== from && Object.hasOwn(on, member))) continue;
    const define = (value: Method) => Object.defineProperty(on, member, { configurable: true, writable: true, value });
    define(wrapped(method as Method, callOf(member), () => define(method as Method)));
  }
}

/** @param unwrap restores the original method: a method that is not public, or has no parameters, needs no check */
function wrapped(method: Method, call: string, unwrap: () => void): Method {
  let parameters: readonly Parameter[] | undefined;
  return function (...args) {
    if (!parameters) {
      parameters = parametersOf(call);
      if (parameters.length === 0) unwrap();
    }
    const found = misfitOf(parameters, args);
    if (found !== undefined) throw new Error(`${named(this, call)}: ${found}`);
    return method.apply(this, args);
  };
}

/**
 * Checks the arguments of a constructor, before anything is created.
 * @returns the ID, for `super(scope, given('Mesh', scope, id, props))`
 */
export function given(name: string, scope: unknown, id: string, props: unknown): string {
  let parameters = CONSTRUCTORS.get(name);
  if (!parameters) CONSTRUCTORS.set(name, parameters = parametersOf(`${name}#constructor`));
  const found = misfitOf(parameters, [scope, id, props]);
  if (found !== undefined) {
    const path = (scope as { node?: { path?: string } } | undefined)?.node?.path;
    throw new Error(`${name} '${path ? `${path}/` : ''}${String(id)}': ${found}`);
  }
  return id;
}

const CONSTRUCTORS = new Map<string, readonly Parameter[]>();

/** The problem of a call's arguments. Methods that are not in the table are not public, and accept anything. */
function misfitOf(parameters: readonly Parameter[], args: readonly unknown[]): string | undefined {
  for (let i = 0; i < parameters.length; i++) {
    const { name, optional, rest, fits } = parameters[i];
    const value = rest ? args.slice(i) : args[i];
    const found = value === undefined && optional ? undefined : fits(value);
    if (found) return `${found.at.startsWith('.') ? found.at.slice(1) : name + found.at} ${found.text}`;
  }
  return undefined;
}

interface Parameter { readonly name: string; readonly optional: boolean; readonly rest: boolean; readonly fits: Fits }
const parametersOf = (call: string): Parameter[] =>
  (fieldsOf('calls', call) ?? []).map(({ name, type, optional }) => ({ name, optional, rest: type.startsWith('...'), fits: fitsOf(type) }));

/** The name of a call in errors: the construct and the method, or the static method. */
function named(on: unknown, call: string): string {
  const path = (on as { node?: { path?: unknown } } | undefined)?.node?.path;
  const [type, method] = call.split('#');
  return method !== undefined && typeof path === 'string' ? `${type} '${path}', ${method}` : call.replace('#', '.');
}
