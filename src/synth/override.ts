type Method = (...args: any[]) => any;
type Methods = { [name: string]: Method };

const METHODS = Symbol('methods');
/** The class of objects of a class that have a method replaced, by the prototype of the class and the method's name. */
const DERIVED = new WeakMap<object, Map<string, object>>();

/**
 * Replaces a method of one object, and returns the method as it was. `wrap` gets that method too.
 *
 * jsii calls the method of an object's class when Python, Java or Go call it, and passes over what the object itself has. So the object gets a class of
 * its own, below the one it had. Where another language overrides the method, the object has the override itself: that is replaced as well.
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
  // the foreign method may call that of its class, whose result is not changed a second time
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
