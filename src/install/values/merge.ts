import { isMap, Values } from './kinds';

/**
 * Lays `over` on `base` as the charts do: maps are merged by key; a list, a scalar or null replaces any previous value.
 * Neither argument is changed.
 */
export function mergeValues(base: Values, over: Values | undefined): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(over ?? {})) {
    if (value === undefined) continue;
    merged[key] = isMap(value) ? mergeValues(isMap(merged[key]) ? merged[key] : {}, value) : value;
  }
  return merged;
}
