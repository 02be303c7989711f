import { byKey } from '../../../grammar/order';
import type { HttpMatch } from '../../../world/shapes/istio';

/** The match as text, independent of the order of its keys; its name is ignored. */
export function canonical(match: HttpMatch | object): string {
  return JSON.stringify(match, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([k]) => key !== '' || k !== 'name').sort(byKey));
  });
}
