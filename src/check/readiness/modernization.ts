import type { Add } from './add';
import type { World } from '../../world/world';
import { at } from '../engine/path';

const CONDITION = 'ModernizationCompatible';

/** Google's own reports on objects read from a cluster: Google adds a condition to each object of Istio's API. */
export function modernizationSteps(world: World, add: Add): void {
  for (const item of world.items) {
    for (const { pointer, value } of at(item.object, 'status.conditions[*]')) {
      const { type, status, reason, message } = (value ?? {}) as Record<string, unknown>;
      if (type !== CONDITION || status !== 'False') continue;
      const why = [message, reason].find((text) => typeof text === 'string' && text !== '') ?? 'no reason given';
      add(item, true, `according to Google, Traffic Director does not support the object (${CONDITION} is False): ${String(why)}`, 'settings that Traffic Director supports; the condition changes within 24 hours', pointer);
    }
  }
}
