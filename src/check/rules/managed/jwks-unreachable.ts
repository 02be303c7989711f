import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const jwksUnreachable: Check = {
  code: 'MESH790',
  title: 'keys that no proxy can fetch',
  aliases: ['G-IS20'],
  severity: Severity.ERROR,
  explanation: 'On a managed plane the proxies fetch the keys of a RequestAuthentication themselves. With outbound traffic to the registry only, a host that no ServiceEntry names can\'t be reached, and every token is refused.',
  run(world, report) {
    if (!managed(world) || world.mesh.config.outboundTrafficPolicy?.mode !== 'REGISTRY_ONLY') return;
    for (const policy of world.all('RequestAuthentication')) {
      for (const { pointer, value } of at(policy.object, 'spec.jwtRules[*].jwksUri')) {
        const host = hostOf(String(value));
        if (host !== undefined && world.registry.covering(host).length === 0) {
          report(policy, {
            pointer,
            message: `proxies may call declared hosts only, and nothing declares '${host}': they can't fetch the keys, and refuse every token`,
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
