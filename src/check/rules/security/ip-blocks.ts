import type { ItemOf } from '../../../world/item';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether the policy is for a gateway at the edge. */
function atEdge(world: World, policy: ItemOf<'AuthorizationPolicy'>): boolean {
  if (policy.spec.targetRefs?.some((r) => r.kind === 'Gateway') || policy.spec.targetRef?.kind === 'Gateway') return true;
  const labels = policy.spec.selector?.matchLabels ?? {};
  if (Object.values(labels).some((v) => /ingress-?gateway/.test(v))) return true;
  const named = Object.entries(labels).map(([k, v]) => `${k}=${v}`);
  return named.length > 0 && world.all('Gateway').some((g) => Object.entries(g.spec.selector ?? {}).some(([k, v]) => named.includes(`${k}=${v}`)));
}

export const ipBlocksBehindBalancer: Check = {
  code: 'MESH406',
  title: 'source addresses of a gateway behind a load balancer',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`ipBlocks` compares the address that the connection comes from. Behind a load balancer that is the address of a node or of the load balancer, unless the Service has `externalTrafficPolicy: Local` '
    + '(network load balancers) or the load balancer uses the PROXY protocol. `remoteIpBlocks` compares the address from `X-Forwarded-For`.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const uses = (policy.spec.rules ?? []).flatMap((r, i) => (r.from ?? []).flatMap((f, j) => (['ipBlocks', 'notIpBlocks'] as const).filter((k) => f.source?.[k]?.length).map((k) => pointer('spec', 'rules', i, 'from', j, 'source', k))));
      if (!uses.length || !atEdge(world, policy)) continue;
      const pods = world.selected(policy.spec.selector?.matchLabels, policy.namespace);
      const services = policy.spec.selector ? [...new Set(pods.flatMap((p) => servicesOf(world, p)))] : [];
      const exposed = services.filter((s) => s.spec.type === 'LoadBalancer' || s.spec.type === 'NodePort');
      if (exposed.length && exposed.every((s) => s.spec.externalTrafficPolicy === 'Local')) continue;
      const known = exposed.length > 0;
      if (!known && !world.options.complete) continue;
      for (const at of uses) {
        report(policy, {
          pointer: at,
          message: `the gateway sees the address of a node or of the load balancer instead of the client's${known ? `: Service ${exposed[0].namespace}/${exposed[0].name} does not have externalTrafficPolicy: Local` : ', unless its Service has externalTrafficPolicy: Local'}; clients are ${policy.spec.action === 'DENY' ? 'not denied' : 'refused'} because the compared address is not theirs`,
          fix: 'use remoteIpBlocks (with numTrustedProxies set), or externalTrafficPolicy: Local',
          related: exposed.slice(0, 3),
        });
      }
    }
  },
};
