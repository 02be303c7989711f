import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const globalAccess: Check = {
  code: 'MESH724',
  title: 'global access for an external gateway',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`allowGlobalAccess` of a GCPGatewayPolicy opens a regional internal gateway to clients in other regions of its network. Gateways of the external classes are reached from everywhere anyway: GKE refuses the field for them.',
  run(world, report) {
    for (const policy of world.ofKind('networking.gke.io', 'GCPGatewayPolicy')) {
      const access = at(policy.object, 'spec.default.allowGlobalAccess')[0];
      const gateway = world.find('KubeGateway', policy.namespace, text(policy.object, 'spec.targetRef.name') ?? '');
      const className = gateway?.spec.gatewayClassName ?? '';
      if (access?.value !== true || !gateway || !/^gke-l7-(.*external|gxlb)/.test(className)) continue;
      report(policy, {
        pointer: access.pointer,
        message: `Gateway ${nameOf(gateway)} has class ${className}, whose load balancer is external: GKE refuses the policy`,
        fix: 'remove allowGlobalAccess, or use class gke-l7-rilb for an internal gateway',
        related: [gateway],
      });
    }
  },
};
