import { identityUses } from './_identities';
import { effective } from './_mtls';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient } from '../workload/_in-mesh';

export const identityWithoutMtls: Check = {
  code: 'MESH417',
  title: 'policy by client identity where clients have none',
  aliases: ['KIA0105'],
  severity: Severity.ERROR,
  explanation: 'Principals and namespaces of clients come from their certificates. Where mutual TLS is off (PeerAuthentication DISABLE) no client has an identity: an ALLOW by identity refuses every client, and a DENY denies none.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const uses = identityUses(policy);
      if (!uses.length || policy.spec.targetRefs?.length || policy.spec.targetRef) continue;
      const pods = world.selected(policy.spec.selector?.matchLabels, policy.namespace).slice(0, 200);
      const plain = pods.map((pod) => ({ pod, ...effective(world, pod) })).find(({ pod, mode }) => mode === 'DISABLE' && !inAmbient(world, pod));
      if (!plain) continue;
      for (const { field, at, negated } of uses) {
        report(policy, {
          pointer: at,
          message: `${plain.pod.item.kind} ${plain.pod.namespace}/${plain.pod.name} accepts plaintext only (mutual TLS is DISABLE), so its clients have no identity: ${field} ${negated ? 'matches every client' : `matches nobody, ${policy.spec.action === 'DENY' ? 'nothing is denied' : 'everybody is refused'}`}`,
          fix: 'use mutual TLS (STRICT or PERMISSIVE) for these pods, or authorize by other attributes',
          related: plain.policy ? [plain.policy] : [],
        });
      }
    }
  },
};
