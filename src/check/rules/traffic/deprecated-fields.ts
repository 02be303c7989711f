import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const deprecatedFields: Check = {
  code: 'MESH218',
  title: 'deprecated field',
  aliases: ['IST0002'],
  severity: Severity.WARNING,
  explanation: 'Fields that Istio still reads or already ignores, and will remove: `fault.delay.percent` of a VirtualService (use `percentage`), '
    + '`outboundTrafficPolicy.egressProxy` of a Sidecar (ignored).',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.fault.delay.percent')) {
      vs.spec.http?.forEach((r, i) => {
        if (!((r.fault?.delay?.percent ?? 0) > 0)) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'fault', 'delay', 'percent'),
          message: 'fault.delay.percent is deprecated and will be removed: the fault would then apply to every request',
          fix: `use percentage: { value: ${r.fault!.delay!.percent} }`,
        });
      });
    }
    for (const sidecar of world.all('Sidecar')) {
      if (sidecar.spec.outboundTrafficPolicy?.egressProxy === undefined) continue;
      report(sidecar, {
        pointer: '/spec/outboundTrafficPolicy/egressProxy',
        message: 'outboundTrafficPolicy.egressProxy is ignored: traffic to unknown hosts does not go through it',
        fix: 'remove it; send traffic to an egress gateway with a ServiceEntry and a VirtualService',
      });
    }
  },
};
