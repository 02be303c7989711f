import { isObject } from '../../../grammar/json';
import type { ItemOf } from '../../../world/item';
import { type Pod, portOf } from '../../../world/pods';
import type { World } from '../../../world/world';

export const NEG = 'cloud.google.com/neg';

/** The JSON of an annotation as a mapping, or why it is none. */
export function mapping(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'is not a JSON object';
  } catch {
    return text.includes('\'') && !text.includes('"') ? 'is not JSON, which requires double quotes' : 'is not valid JSON';
  }
}

/** The ports of a Service for which an annotation requests NEGs, by name of the NEG if one is given. */
export function exposed(service: ItemOf<'Service'>): readonly { readonly port: string; readonly name?: string }[] {
  const parsed = service.annotations[NEG] === undefined ? undefined : mapping(service.annotations[NEG]);
  const ports = typeof parsed === 'object' ? parsed.exposed_ports : undefined;
  if (typeof ports !== 'object' || ports === null || Array.isArray(ports)) return [];
  return Object.entries(ports as Record<string, unknown>).map(([port, value]) => {
    const name = (value as { name?: unknown } | null)?.name;
    return { port, ...(typeof name === 'string' ? { name } : {}) };
  });
}

/** The pod ports in each named NEG, as far as the objects show. */
export function groupPorts(worlds: readonly World[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const world of worlds) {
    for (const service of world.all('Service')) {
      for (const { port, name } of exposed(service)) {
        const target = service.spec.ports?.find((p) => String(p.port) === port);
        if (!name || !target) continue;
        const pods: readonly Pod[] = service.spec.selector ? world.pods(service.spec.selector, service.namespace) : [];
        const to = target.targetPort ?? target.port;
        const ports = typeof to === 'number' ? [to] : pods.map((pod) => portOf(pod, to)).filter((p): p is number => p !== undefined);
        found.set(name, [...found.get(name) ?? [], ...ports]);
      }
    }
  }
  return found;
}
