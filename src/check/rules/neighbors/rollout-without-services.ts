import { mapping, specOf, text } from './_loose';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Traffic routers that shift traffic between two Services. */
const ROUTERS = ['istio', 'alb', 'nginx', 'smi', 'ambassador', 'apisix', 'traefik'] as const;

export const rolloutWithoutServices: Check = {
  code: 'MESH696',
  title: 'Rollout that shifts traffic without a stable and a canary Service',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With `trafficRouting`, Argo Rollouts shifts traffic between `stableService` and `canaryService`; only with `istio.destinationRule` does it use subsets instead. Without both Services, the Rollout is invalid (`InvalidSpec`), and no new version is rolled out.',
  run(world, report) {
    for (const rollout of world.all('Rollout')) {
      const canary = mapping(mapping(specOf(rollout).strategy).canary);
      const routing = mapping(canary.trafficRouting);
      const router = ROUTERS.find((one) => routing[one] !== undefined);
      const lacking = ['stableService', 'canaryService'].filter((field) => text(canary[field]) === undefined);
      // ping-pong has Services of its own
      if (!router || !lacking.length || canary.pingPong || mapping(routing.istio).destinationRule) continue;
      report(rollout, {
        pointer: '/spec/strategy/canary',
        message: `trafficRouting.${router} is set, but not ${lacking.join(' and ')}: the Rollout is invalid, and no new version is rolled out`,
        fix: `set ${lacking.join(' and ')}${router === 'istio' ? ', or use subsets: trafficRouting.istio.destinationRule' : ''}`,
      });
    }
  },
};
