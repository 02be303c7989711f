import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const outboundMode: Check = {
  code: 'MESH608',
  title: 'outbound traffic policy of a Sidecar without a mode',
  aliases: ['KIA1007'],
  severity: Severity.WARNING,
  explanation: 'An `outboundTrafficPolicy` of a Sidecar without `mode` means `REGISTRY_ONLY`, whatever the mesh-wide policy is (`ALLOW_ANY` by default): requests to hosts outside the registry are refused with a 502.',
  run(world, report) {
    for (const s of world.all('Sidecar')) {
      const policy = s.spec.outboundTrafficPolicy;
      if (!policy || policy.mode !== undefined) continue;
      report(s, {
        pointer: '/spec/outboundTrafficPolicy',
        message: 'mode is not set, which means REGISTRY_ONLY and not the mesh-wide policy: requests to hosts outside the registry get a 502',
        fix: 'set mode to REGISTRY_ONLY or ALLOW_ANY, or remove outboundTrafficPolicy to use the mesh-wide policy',
      });
    }
  },
};
