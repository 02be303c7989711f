import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const portLevelReplaces: Check = {
  code: 'MESH238',
  title: 'port-level settings that drop host-level settings',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Port-level settings replace those of the host as a whole. Settings that they don\'t repeat fall back to Istio\'s defaults on that port.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.portLevelSettings')) {
      const policy = dr.spec.trafficPolicy;
      policy?.portLevelSettings?.forEach((p, i) => {
        const lost = (['tls', 'outlierDetection', 'connectionPool', 'loadBalancer'] as const).filter((k) => policy[k] !== undefined && p[k] === undefined);
        if (!lost.length) return;
        report(dr, {
          pointer: pointer('spec', 'trafficPolicy', 'portLevelSettings', i),
          severity: lost.includes('tls') || lost.includes('outlierDetection') ? Severity.WARNING : Severity.INFO,
          message: `on port ${p.port?.number ?? '?'} the host's ${lost.join(', ')} ${lost.length > 1 ? 'do' : 'does'} not apply: port-level settings replace those of the host as a whole`,
          fix: `repeat ${lost.join(', ')} here`,
        });
      });
    }
  },
};
