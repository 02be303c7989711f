import { isRecord, must, within, type Misfit } from './misfit';

/** Deeper data is a mistake, such as an object that a program keeps wrapping; no kind of Kubernetes has it. */
const DEEPEST = 200;
/** One for all, whose place would be a long path. */
const TOO_DEEP: Misfit = { at: '', text: `must be at most ${DEEPEST} levels deep, got: more` };

/**
 * What keeps a value of any type from being written as JSON: functions, numbers that JSON does not have, maps and dates, values that contain themselves.
 * Instances of other classes, such as cdk8s' `Lazy`, are not looked into: they may write themselves.
 */
export function plainDataMisfit(value: unknown, open: readonly unknown[] = []): Misfit | undefined {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return must('plain data', value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (open.includes(value)) return { at: '', text: 'must be plain data, got: a value that contains itself' };
  if (open.length >= DEEPEST) return TOO_DEEP;
  if (Array.isArray(value)) return first(value.entries(), (i) => `[${i}]`, [...open, value]);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return misplacedKey(value) ?? first(Object.entries(value), (key) => `.${key}`, [...open, value]);
  return isRecord(value) ? undefined : must('plain data', value);
}

function first<K>(entries: Iterable<readonly [K, unknown]>, at: (key: K) => string, open: readonly unknown[]): Misfit | undefined {
  for (const [key, one] of entries) {
    const found = plainDataMisfit(one, open);
    if (found) return found === TOO_DEEP ? found : within(at(key), found);
  }
  return undefined;
}

/** A key that would be lost, or become the prototype, when the object is copied. */
export function misplacedKey(value: object): Misfit | undefined {
  return Object.hasOwn(value, '__proto__') ? { at: '', text: "must have no key '__proto__', got: one" } : undefined;
}
