import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const relativeOperation: Check = {
  code: 'MESH611',
  title: 'EnvoyFilter whose effect depends on filters applied before it',
  aliases: ['IST0151'],
  severity: Severity.WARNING,
  explanation: 'INSERT_BEFORE, INSERT_AFTER, REPLACE and REMOVE refer to a filter that must already exist. Without a `priority` EnvoyFilters are applied by age: '
    + 'if they are created again in a different order, for example by a restore, the patch finds nothing and is silently skipped. If the filter is one that the control plane adds itself (the router, jwt_authn, rbac, …) it always exists, and this is reported as information, because istioctl reports it anyway.',
  run: run('relative', (j) => (j.foreign
    ? `${j.operation} needs the filter that it refers to, and without a priority EnvoyFilters apply in order of age: if it is applied before the other one, the patch is silently skipped`
    : `${j.operation} without a priority is applied in order of age among EnvoyFilters; the filter that it refers to comes from the control plane, so it exists in any order`),
  'set priority, or use an operation that does not depend on others (INSERT_FIRST, MERGE, ADD)', (j) => (j.foreign ? Severity.WARNING : Severity.INFO)),
};
