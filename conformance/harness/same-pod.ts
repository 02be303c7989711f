import type { Manifest } from './api-client';

/** Numbers and texts that Kubernetes' own types leave out when they say nothing. */
const ZERO: Readonly<Record<string, unknown>> = { initialDelaySeconds: 0, minReadySeconds: 0, value: '', paused: false, test: false };
const FACTORS: Readonly<Record<string, number>> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** An object as what it means: nothing that is empty or set by the server, quantities as numbers, JSON in texts read. Lists keep their order. */
export function meaning(value: any, key = ''): any {
  if (Array.isArray(value)) return value.map((item) => meaning(item));
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return { json: meaning(JSON.parse(value)) };
    } catch {
      return value;
    }
  }
  if (typeof value !== 'object' || value === null) return value;
  const quantities = key === 'limits' || key === 'requests';
  return Object.fromEntries(Object.keys(value).sort()
    .map((name) => [name, quantities ? quantity(value[name]) : meaning(value[name], name)] as const)
    .filter(([name, own]) => !isEmpty(own) && name !== 'creationTimestamp' && name !== 'status' && ZERO[name] !== own));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'object' && Object.keys(value!).length === 0);
}

function quantity(value: unknown): unknown {
  const [, number, unit] = /^([0-9.]+)(m|[kMGT]i?|Ki)?$/.exec(String(value)) ?? [];
  return number === undefined ? value : Number(number) * (unit ? FACTORS[unit] : 1);
}

/** Where two objects mean something different. */
export function differences(expected: any, measured: any, at = ''): string[] {
  if (JSON.stringify(expected) === JSON.stringify(measured)) return [];
  if (typeof expected !== 'object' || typeof measured !== 'object' || !expected || !measured) {
    return [`${at}: ${JSON.stringify(expected)} became ${JSON.stringify(measured)}`];
  }
  return [...new Set([...Object.keys(expected), ...Object.keys(measured)])].flatMap((key) => differences(expected[key], measured[key], `${at}/${key}`));
}

/** Objects one by one, also those of a List. */
export function flat(objects: readonly unknown[]): Manifest[] {
  return (objects as any[]).filter(Boolean).flatMap((object) => (object.kind === 'List' ? flat(object.items) : [object]));
}
