import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const MOST = 1000;

export const manyPolicies: Check = {
  code: 'MESH791',
  title: 'more authorization policies than a managed plane supports',
  aliases: ['G-IS21'],
  severity: Severity.ERROR,
  explanation: 'A managed mesh supports at most 1,000 AuthorizationPolicies.',
  run(world, report) {
    const policies = world.all('AuthorizationPolicy');
    if (managed(world) && policies.length > MOST) {
      report(policies[MOST], { message: `this is the ${MOST + 1}st of ${policies.length} AuthorizationPolicies, but a managed mesh supports ${MOST}: which of them take effect is undefined`, fix: 'merge the policies of each workload: one policy can have many rules' });
    }
  },
};
