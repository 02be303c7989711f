import { mapping, specOf, text } from './_loose';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const canaryReplaces: Check = {
  code: 'MESH693',
  title: 'VirtualService that Flagger also writes',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'With Istio, Flagger writes a VirtualService with the name of the Canary\'s service and its own hosts, gateways and routes. If another VirtualService of that name is applied, Flagger replaces it, and it resets Flagger\'s weights each time it is applied again.',
  run(world, report) {
    for (const canary of world.ofKind('flagger.app', 'Canary')) {
      const { provider, service, targetRef } = specOf(canary);
      const { name, gateways, hosts, delegation } = mapping(service);
      // Flagger's provider is unknown here, but gateways and hosts are fields for Istio
      if (provider !== 'istio' && (provider !== undefined || !(gateways || hosts || delegation))) continue;
      const own = text(name) ?? text(mapping(targetRef).name);
      const item = own === undefined ? undefined : world.find('VirtualService', canary.namespace, own);
      if (!item) continue;
      report(item, {
        message: `Flagger writes VirtualService ${canary.namespace}/${item.name} itself, for Canary ${canary.name}: this one is replaced, and resets the weights each time it is applied`,
        fix: 'remove it, and move its gateways, hosts, timeouts and headers to spec.service of the Canary',
        related: [{ item: canary, pointer: '/spec/service' }],
      });
    }
  },
};
