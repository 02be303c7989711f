import type { TrafficPolicy } from '../../../world/shapes/istio';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const localityWithoutOutliers: Check = {
  code: 'MESH236',
  title: 'locality failover without outlier detection',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Failover to another locality begins when endpoints are unhealthy, and only outlier detection marks them so. Without it traffic stays in a locality that fails.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.loadBalancer.localityLbSetting', 'trafficPolicy.portLevelSettings.loadBalancer.localityLbSetting', 'subsets.trafficPolicy.loadBalancer.localityLbSetting')) {
      const look = (policy: Pick<TrafficPolicy, 'loadBalancer' | 'outlierDetection'> | undefined, at: string) => {
        const locality = policy?.loadBalancer?.localityLbSetting;
        if (!locality || locality.enabled === false || locality.distribute?.length || policy.outlierDetection !== undefined) return;
        report(dr, {
          pointer: `${at}/loadBalancer/localityLbSetting`,
          message: 'without outlierDetection no endpoint is ever considered unhealthy: traffic never fails over to another locality',
          fix: 'add outlierDetection next to loadBalancer, like { consecutive5xxErrors: 5 }',
        });
      };
      look(dr.spec.trafficPolicy, '/spec/trafficPolicy');
      dr.spec.trafficPolicy?.portLevelSettings?.forEach((p, i) => look(p, `/spec/trafficPolicy/portLevelSettings/${i}`));
      dr.spec.subsets?.forEach((s, i) => look(s.trafficPolicy && { outlierDetection: dr.spec.trafficPolicy?.outlierDetection, ...s.trafficPolicy }, `/spec/subsets/${i}/trafficPolicy`));
    }
  },
};
