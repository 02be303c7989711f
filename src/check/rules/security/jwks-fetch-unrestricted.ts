import { fullName } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const jwksFetchUnrestricted: Check = {
  code: 'MESH411',
  title: 'control plane that fetches JWT keys from any address',
  aliases: ['IST0175'],
  severity: Severity.WARNING,
  explanation: 'istiod fetches the `jwksUri` of every RequestAuthentication itself. Anyone who may create a RequestAuthentication can make it call internal addresses, unless '
    + '`BLOCKED_CIDRS_IN_JWKS_URIS` forbids them.',
  run(world, report) {
    const names = world.all('RequestAuthentication').map(fullName);
    if (!names.length) return;
    for (const istiod of world.all('Deployment')) {
      if (istiod.labels.app !== 'istiod') continue;
      const containers = istiod.spec.template?.spec?.containers ?? [];
      if (containers.some((c) => c.env?.some((e) => e.name === 'BLOCKED_CIDRS_IN_JWKS_URIS' && e.value))) continue;
      const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
      report(istiod, {
        pointer: '/spec/template/spec/containers',
        message: `istiod fetches keys for ${shown} from any address: anyone who may create a RequestAuthentication can make it call internal services`,
        fix: 'set BLOCKED_CIDRS_IN_JWKS_URIS of istiod to the IP ranges that it must not call',
      });
    }
  },
};
