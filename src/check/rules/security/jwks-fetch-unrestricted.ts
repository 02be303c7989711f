import { fullName } from '../../../world/item';
import type { Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

export const jwksFetchUnrestricted: Check = {
  code: 'MESH411',
  title: 'control plane that fetches JWT keys from any address',
  aliases: ['IST0175'],
  severity: Severity.WARNING,
  explanation: 'istiod fetches the `jwksUri` of every RequestAuthentication itself. Anyone who may create a RequestAuthentication can make it call internal addresses, unless '
    + '`BLOCKED_CIDRS_IN_JWKS_URIS` forbids them.',
  run(world, report) {
    const policies = world.all('RequestAuthentication');
    if (!policies.length) return;
    const { names } = allOf(policies, fullName);
    for (const istiod of world.all('Deployment')) {
      if (istiod.labels.app !== 'istiod') continue;
      const containers = istiod.spec.template?.spec?.containers ?? [];
      if (containers.some((c) => c.env?.some((e) => e.name === 'BLOCKED_CIDRS_IN_JWKS_URIS' && e.value))) continue;
      report(istiod, {
        pointer: '/spec/template/spec/containers',
        message: `istiod fetches keys for ${names} from any address: anyone who may create a RequestAuthentication can make it call internal services`,
        fix: 'set BLOCKED_CIDRS_IN_JWKS_URIS of istiod to the IP ranges that it must not call',
      });
    }
  },
};
