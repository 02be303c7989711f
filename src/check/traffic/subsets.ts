import { pointer, type Check } from '../engine/check';
import { isEmpty } from '../engine/selector';
import type { TrafficPolicy } from '../engine/shapes/istio';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { destinations } from './destinations';

/** `host subset` of every route of VirtualServices; Gateway API routes know no subsets. */
export const routedSubsets = (world: World): ReadonlySet<string> => world.once('routedSubsets', () => {
  const out = new Set<string>();
  for (const vs of world.all('VirtualService')) {
    for (const use of destinations(vs)) if (use.destination.subset) out.add(`${world.registry.resolve(use.host, vs.namespace)} ${use.destination.subset}`);
  }
  return out;
});

export const subsetPolicyUnrouted: Check = {
  code: 'MESH235',
  title: 'policy of a subset that no route leads to',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The policy of a subset holds for requests that a route sends to the subset. Requests to the host itself never use it, even when they end at the same pods.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const host = world.registry.resolve(dr.spec.host ?? '', dr.namespace);
      dr.spec.subsets?.forEach((s, i) => {
        if (!s.trafficPolicy || routedSubsets(world).has(`${host} ${s.name}`)) return;
        report(dr, {
          pointer: pointer('spec', 'subsets', i, 'trafficPolicy'),
          severity: world.options.complete ? Severity.WARNING : Severity.INFO,
          message: `no route${world.options.complete ? '' : ' of what is checked here'} leads to subset ${s.name ?? i} of ${dr.spec.host}: its policy never applies`,
          fix: 'route to the subset with a VirtualService, or move the policy to the host',
        });
      });
    }
  },
};

export const subsetWithoutLabels: Check = {
  code: 'MESH237',
  title: 'subset without labels',
  aliases: ['KIA0209'],
  severity: Severity.WARNING,
  explanation: 'A subset without labels is every pod of the service: a split between it and another one sends part of its share to the other one\'s pods.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      if ((dr.spec.subsets?.length ?? 0) < 2) continue;
      dr.spec.subsets!.forEach((s, i) => {
        if (!isEmpty(s.labels)) return;
        report(dr, {
          pointer: pointer('spec', 'subsets', i),
          message: `subset ${s.name ?? i} has no labels, so it is every pod of ${dr.spec.host}: what is routed to it reaches the other subsets too`,
          fix: 'give it the labels of its pods',
        });
      });
    }
  },
};

export const localityWithoutOutliers: Check = {
  code: 'MESH236',
  title: 'locality failover without outlier detection',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Failover to another locality begins when endpoints are unhealthy, and only outlier detection tells a proxy that they are. Without it traffic stays in a locality that fails.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const look = (policy: Pick<TrafficPolicy, 'loadBalancer' | 'outlierDetection'> | undefined, at: string) => {
        const locality = policy?.loadBalancer?.localityLbSetting;
        if (!locality || locality.enabled === false || locality.distribute?.length || policy.outlierDetection !== undefined) return;
        report(dr, {
          pointer: `${at}/loadBalancer/localityLbSetting`,
          message: 'without outlierDetection no endpoint counts as unhealthy: traffic never fails over to another locality',
          fix: 'add outlierDetection beside it',
        });
      };
      look(dr.spec.trafficPolicy, '/spec/trafficPolicy');
      dr.spec.trafficPolicy?.portLevelSettings?.forEach((p, i) => look(p, `/spec/trafficPolicy/portLevelSettings/${i}`));
      dr.spec.subsets?.forEach((s, i) => look(s.trafficPolicy && { outlierDetection: dr.spec.trafficPolicy?.outlierDetection, ...s.trafficPolicy }, `/spec/subsets/${i}/trafficPolicy`));
    }
  },
};
