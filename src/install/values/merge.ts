import { isMap, Values } from './kinds';

/**
 * Overrides `base` with `over` like the charts: maps are merged by key; a list, a scalar or null replaces any previous value. Neither argument is modified.
 */
export function mergeValues(base: Values, over: Values | undefined): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(over ?? {})) {
    if (value === undefined) continue;
    merged[key] = isMap(value) ? mergeValues(isMap(merged[key]) ? merged[key] : {}, value) : value;
  }
  return merged;
}
