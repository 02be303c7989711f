/** The classes of the public API by their public names. */
const NAMES = new Map<unknown, string>();

/** Registers the public name of a class. */
export function register(type: object, name: string): void {
  NAMES.set(type, name);
}

/** The public name of a value's class, or of the nearest base class. */
export function classOf(value: object): string | undefined {
  return chain(value).map((type) => NAMES.get(type)).find((name) => name !== undefined);
}

/** Whether a value is an instance of a class. Instances from another copy of this package are recognized by class name. */
export function isOf(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (NAMES.get(value.constructor) === name) return true;
  const short = name.slice(name.lastIndexOf('.') + 1);
  return chain(value).some((type) => (NAMES.get(type) ?? (type.name === short ? name : undefined)) === name);
}

/** The constructors of a value, starting with its own. */
function chain(value: object): { readonly name: string }[] {
  const found = [];
  for (let proto = Object.getPrototypeOf(value); proto; proto = Object.getPrototypeOf(proto)) {
    if (typeof proto.constructor === 'function') found.push(proto.constructor);
  }
  return found;
}
