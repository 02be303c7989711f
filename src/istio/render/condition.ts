import type { ConditionValues } from '../condition';
import { someValues } from './authorization-rule';
import { text } from './check';
import { given, list, refuse, struct } from './json';

export const conditionValues = struct<ConditionValues>((p, at) => {
  if (given(p, 'values', 'notValues').length === 0) {
    refuse(at, 'values or notValues must be set, got: neither');
  }
  someValues(p, at);
  return {
    values: list(p.values, at, 'values', text),
    notValues: list(p.notValues, at, 'notValues', text),
  };
});
