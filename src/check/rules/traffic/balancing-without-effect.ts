import { hostsOfGateways } from './_route-clients';
import { target } from './_rule-target';
import { unbalanced } from './_unbalanced';
import { isWildcard } from '../../../world/hosts';
import type { TrafficPolicy } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Balancer = NonNullable<TrafficPolicy['loadBalancer']> & { readonly warmup?: unknown; readonly warmupDurationSecs?: unknown };

/** The load balancer setting that has no effect without load balancing. */
function setting(balancer: Balancer | undefined): string | undefined {
  if (!balancer || balancer.simple === 'PASSTHROUGH') return undefined;
  return (['consistentHash', 'simple', 'localityLbSetting', 'warmup', 'warmupDurationSecs'] as const).find((k) => balancer[k] !== undefined);
}

export const balancingWithoutEffect: Check = {
  code: 'MESH271',
  title: 'load balancing where the client chooses the endpoint',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For a headless Service, and for a ServiceEntry with `resolution: NONE`, a sidecar sends each connection to the address that the client resolved. `loadBalancer` of a DestinationRule (a hash, an algorithm, localities, warm-up) has no effect there. '
    + 'Gateways do load-balance over the pods of a headless Service.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.loadBalancer', 'trafficPolicy.portLevelSettings.loadBalancer', 'subsets.trafficPolicy')) {
      const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
      const service = isWildcard(host) ? undefined : target(world, dr);
      const why = unbalanced(world, service);
      if (!service || !why || why.kind === 'passthrough' || hostsOfGateways(world).has(host)) continue;
      const policies: { policy: TrafficPolicy | undefined; at: (string | number)[] }[] = [
        { policy: dr.spec.trafficPolicy, at: ['spec', 'trafficPolicy'] },
        ...(dr.spec.subsets ?? []).map((s, i) => ({ policy: s.trafficPolicy, at: ['spec', 'subsets', i, 'trafficPolicy'] })),
      ];
      for (const { policy, at } of policies.flatMap((p) => [p, ...(p.policy?.portLevelSettings ?? []).map((l, i) => ({ policy: l as TrafficPolicy, at: [...p.at, 'portLevelSettings', i] }))])) {
        const field = setting(policy?.loadBalancer);
        if (!field) continue;
        report(dr, {
          pointer: pointer(...at, 'loadBalancer', field),
          message: `${why.what}: sidecars send each connection to the address that the client chose, and loadBalancer.${field} has no effect`,
          fix: why.kind === 'headless' ? 'add a Service with a cluster IP for the same pods, and use it in the clients and in this rule; or remove loadBalancer' : 'set resolution: DNS, or STATIC with endpoints, in the ServiceEntry, or remove loadBalancer',
          related: [service.item],
        });
      }
    }
  },
};
