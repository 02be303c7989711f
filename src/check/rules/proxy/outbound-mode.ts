import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const outboundMode: Check = {
  code: 'MESH608',
  title: 'outbound traffic policy of a Sidecar without a mode',
  aliases: ['KIA1007'],
  severity: Severity.WARNING,
  explanation: 'An `outboundTrafficPolicy` of a Sidecar without `mode` means `REGISTRY_ONLY`, whatever the mesh\'s own policy (`ALLOW_ANY` unless configured) says: requests to hosts that the mesh does not know are refused with 502.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      const policy = s.spec.outboundTrafficPolicy;
      if (!policy || policy.mode !== undefined) continue;
      report(s, {
        pointer: '/spec/outboundTrafficPolicy',
        message: 'no mode is given, which means REGISTRY_ONLY and not what the mesh says: requests to hosts that the mesh does not know get 502',
        fix: 'set mode to REGISTRY_ONLY or ALLOW_ANY, or leave outboundTrafficPolicy out to follow the mesh',
      });
    }
  },
};
