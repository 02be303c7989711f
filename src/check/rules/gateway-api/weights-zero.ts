import type { ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const weightsZero: Check = {
  code: 'MESH835',
  title: 'route rule whose backends all have weight 0',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A backend with weight 0 gets no requests. If all backends of a rule have weight 0, requests get a 500 (HTTP), calls fail and connections are closed.',
  run(world, report) {
    for (const key of ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const) {
      for (const route of world.all(key) as readonly ItemOf<'HTTPRoute'>[]) {
        route.spec.rules?.forEach((rule, i) => {
          const refs = rule.backendRefs ?? [];
          if (!refs.length || refs.some((r) => r.weight !== 0)) return;
          report(route, {
            pointer: pointer('spec', 'rules', i, 'backendRefs'),
            message: `${refs.length > 1 ? 'all backends have' : `${refs[0].name ?? 'the only backend'} has`} weight 0, so no backend is left: ${key === 'HTTPRoute' ? 'requests get a 500' : 'calls fail'}`,
            fix: 'give a backend a weight above 0, or remove the rule',
          });
        });
      }
    }
  },
};
