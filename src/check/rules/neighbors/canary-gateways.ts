import { mapping, specOf, text } from './_loose';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const canaryGateways: Check = {
  code: 'MESH698',
  title: 'Canary for the Gateway API without gatewayRefs',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With a `gatewayapi:` provider, Flagger writes an HTTPRoute whose parents are `service.gatewayRefs`. Without them it reports “GatewayRefs must be specified”, and the Canary is never initialized.',
  run(world, report) {
    for (const canary of world.ofKind('flagger.app', 'Canary')) {
      const { provider, service } = specOf(canary);
      const { gatewayRefs } = mapping(service);
      if (!text(provider)?.startsWith('gatewayapi:') || (Array.isArray(gatewayRefs) ? gatewayRefs.length : gatewayRefs !== undefined && gatewayRefs !== null)) continue;
      report(canary, {
        pointer: '/spec/service',
        message: `provider is ${String(provider)}, but service.gatewayRefs names no Gateway: Flagger creates no HTTPRoute, and the Canary is never initialized`,
        fix: 'set service.gatewayRefs to the Gateway that the HTTPRoute belongs to, with its name and namespace',
      });
    }
  },
};
