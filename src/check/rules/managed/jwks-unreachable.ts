import { managed } from './_facts';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const jwksUnreachable: Check = {
  code: 'MESH790',
  title: 'JWT keys that no proxy can fetch',
  aliases: ['G-IS20'],
  severity: Severity.ERROR,
  explanation: 'On a managed plane the proxies fetch the keys of a RequestAuthentication themselves. With outboundTrafficPolicy REGISTRY_ONLY, the proxies can\'t reach a host without a ServiceEntry, and reject every token.',
  run(world, report) {
    if (!managed(world) || world.mesh.config.outboundTrafficPolicy?.mode !== 'REGISTRY_ONLY') return;
    for (const policy of world.all('RequestAuthentication')) {
      for (const { pointer, value } of at(policy.object, 'spec.jwtRules[*].jwksUri')) {
        const host = hostOf(textOf(value));
        if (host !== undefined && world.registry.covering(host).length === 0) {
          report(policy, {
            pointer,
            message: `proxies may call registered hosts only, and no ServiceEntry has '${host}': they can't fetch the keys, and reject every token`,
            fix: `add a ServiceEntry with hosts: [${host}], or an ExternalService`,
          });
        }
      }
    }
  },
};

function hostOf(uri: string): string | undefined {
  try {
    return new URL(uri).hostname;
  } catch {
    return undefined;
  }
}
