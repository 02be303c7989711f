import type { Item } from '../../../world/item';
import { containerPorts, type Pod } from '../../../world/pods';
import type { Labels } from '../../../world/selector';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';

/** The Service in front of the pods that has this port, if no pod listens on it. */
export function servicePort(world: World, pods: readonly Pod[], port: number): { service: Item; target: number | string } | undefined {
  let found: { service: Item; target: number | string } | undefined;
  for (const pod of pods.slice(0, 50)) {
    const declared = containerPorts(pod);
    if (declared.has(port)) return undefined;
    for (const s of servicesOf(world, pod)) {
      for (const p of s.spec.ports ?? []) {
        const target = p.targetPort ?? p.port;
        if (target === port) return undefined;
        if (p.port === port && target !== undefined) found ??= { service: s, target };
      }
    }
  }
  return found;
}

export const pods = (world: World, item: Item<{ selector?: { matchLabels?: Labels } }>): readonly Pod[] =>
  world.selected(item.spec.selector?.matchLabels, item.namespace);
