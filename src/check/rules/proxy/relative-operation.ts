import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const relativeOperation: Check = {
  code: 'MESH611',
  title: 'EnvoyFilter whose effect depends on what is applied before it',
  aliases: ['IST0151'],
  severity: Severity.WARNING,
  explanation: 'INSERT_BEFORE, INSERT_AFTER, REPLACE and REMOVE refer to a filter that must be there already. Without a `priority` EnvoyFilters are applied by age: '
    + 'created again in another order, as after a restore, the patch finds nothing and is skipped silently. Where the filter is one that the control plane puts in itself (the router, jwt_authn, rbac, …) it is always there, and this is information, as istioctl says it all the same.',
  run: run('relative', (j) => (j.foreign
    ? `${j.operation} needs the filter that it refers to, and without a priority EnvoyFilters apply in order of age: applied before the other one, the patch is skipped silently`
    : `${j.operation} without a priority is applied in order of age among EnvoyFilters; what it refers to is made by the control plane, so that it is there in any order`),
  'set priority, or use an operation that stands alone (INSERT_FIRST, MERGE, ADD)', (j) => (j.foreign ? Severity.WARNING : Severity.INFO)),
};
