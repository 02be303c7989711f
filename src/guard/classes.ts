/** The classes of the public API by what the package calls them. */
const NAMES = new Map<unknown, string>();

/** Notes what the package calls a class. */
export function register(type: object, name: string): void {
  NAMES.set(type, name);
}

/** What the package calls the class of a value, or the nearest class above it. */
export function classOf(value: object): string | undefined {
  return chain(value).map((type) => NAMES.get(type)).find((name) => name !== undefined);
}

/** Whether a value is of a class. One of another copy of this package is told by the name of its class. */
export function isOf(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (NAMES.get(value.constructor) === name) return true;
  const short = name.slice(name.lastIndexOf('.') + 1);
  return chain(value).some((type) => (NAMES.get(type) ?? (type.name === short ? name : undefined)) === name);
}

/** The constructors of a value, from its own upwards. */
function chain(value: object): { readonly name: string }[] {
  const found = [];
  for (let proto = Object.getPrototypeOf(value); proto; proto = Object.getPrototypeOf(proto)) {
    if (typeof proto.constructor === 'function') found.push(proto.constructor);
  }
  return found;
}
