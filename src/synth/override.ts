type Method = (...args: any[]) => any;
type Methods = { [name: string]: Method };

const METHODS = Symbol('methods');
/** Derived classes with an overridden method, by prototype and method name. */
const DERIVED = new WeakMap<object, Map<string, object>>();

/**
 * Replaces a method of one object, and returns the original one, which is also passed to `wrap`. Calls from Python, Java or Go through jsii use the method of
 * an object's class, and ignore a method of the object itself. The object therefore gets its own derived class. If another language overrides the method, the
 * override is on the object itself: that is replaced as well.
 */
export function overrideMethod(object: object, name: string, wrap: (original: Method) => Method): Method {
  const prototype = Object.getPrototypeOf(object);
  const replaced = methodsOf(object)[name];
  const inherited: Method = replaced ?? ((...args) => prototype[name].apply(object, args));
  if (!Object.hasOwn(object, name)) {
    replace(object, prototype, name, wrap(inherited));
    return inherited;
  }
  const foreign: Method = (object as any)[name];
  let running = false;
  const own: Method = (...args) => {
    const before = running;
    running = true;
    try {
      return foreign.apply(object, args);
    } finally {
      running = before;
    }
  };
  // the foreign method may call its class's method, whose result must not be changed again
  const wrapped = wrap(inherited);
  replace(object, prototype, name, (...args) => (running ? inherited : wrapped)(...args));
  Object.defineProperty(object, name, { configurable: true, writable: true, value: wrap(own) });
  return own;
}

const methodsOf = (object: object): Methods => (object as { [METHODS]?: Methods })[METHODS] ?? {};

function replace(object: object, prototype: object, name: string, method: Method): void {
  const methods = methodsOf(object);
  Object.defineProperty(object, METHODS, { configurable: true, value: { ...methods, [name]: method } });
  if (methods[name] === undefined) Object.setPrototypeOf(object, derived(prototype, name));
}

function derived(prototype: any, name: string): object {
  const known = DERIVED.get(prototype) ?? new Map<string, object>();
  DERIVED.set(prototype, known);
  let result = known.get(name);
  if (result === undefined) {
    const base = prototype.constructor;
    const constructor = Object.setPrototypeOf(Object.defineProperty(function () {}, 'name', { value: base.name }), base);
    result = Object.create(prototype, {
      constructor: { configurable: true, writable: true, value: constructor },
      [name]: {
        configurable: true,
        writable: true,
        value(this: { [METHODS]: Methods }, ...args: unknown[]) {
          return this[METHODS][name](...args);
        },
      },
    }) as object;
    constructor.prototype = result;
    known.set(name, result);
  }
  return result;
}
