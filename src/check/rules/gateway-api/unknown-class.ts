import { known } from '../../attachment/classes';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const unknownClass: Check = {
  code: 'MESH838',
  title: 'Gateway of a class that does not exist',
  aliases: ['KIA1504'],
  severity: Severity.WARNING,
  explanation: 'A Gateway names a GatewayClass that is neither defined nor made by a control plane that the checks know (Istio, GKE). No controller takes such a Gateway: it gets no address, and its routes lead nowhere.',
  run(world, report) {
    for (const gateway of world.all('KubeGateway')) {
      const name = gateway.spec.gatewayClassName;
      if (!name || known(world, name)) continue;
      // controllers make their classes themselves, so one that is not defined may exist all the same
      const defined = world.options.complete === true && world.all('GatewayClass').length > 0;
      report(gateway, {
        pointer: '/spec/gatewayClassName',
        severity: defined ? Severity.WARNING : Severity.INFO,
        message: `no GatewayClass ${name} is defined${defined ? '' : ' in what is checked here'}, and neither Istio nor GKE makes one: ${defined ? 'no controller takes this Gateway, it is never served' : 'the Gateway is served only where a controller makes the class'}`,
        fix: `name a class that exists (istio, gke-l7-global-external-managed, …), or define GatewayClass ${name}`,
      });
    }
  },
};
