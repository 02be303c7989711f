import { type Check } from '../engine/check';
import { Severity } from '../finding';
import { run } from './envoy-filter';

export const relativeOperation: Check = {
  code: 'MESH611',
  title: 'EnvoyFilter whose effect depends on what is applied before it',
  aliases: ['IST0151'],
  severity: Severity.WARNING,
  explanation: 'INSERT_BEFORE, INSERT_AFTER, REPLACE and REMOVE refer to a filter that must be there already. Without a `priority` EnvoyFilters are applied by age: '
    + 'created again in another order, as after a restore, the patch finds nothing and is skipped silently.',
  run: run('relative', (j) => `${j.operation} needs the filter that it refers to, and without a priority EnvoyFilters apply in order of age: applied before the other one, the patch is skipped silently`,
    'set priority, or use an operation that stands alone (INSERT_FIRST, MERGE, ADD)'),
};
