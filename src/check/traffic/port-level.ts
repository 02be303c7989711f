import { pointer, type Check } from '../engine/check';
import { isWildcard } from '../engine/hosts';
import { Severity } from '../finding';
import { target } from './rule-target';

export const portLevelUnknown: Check = {
  code: 'MESH233',
  title: 'settings for a port that the service does not have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`portLevelSettings` name ports of the Service, not target ports of its pods. Settings for another port never apply.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      if (!dr.spec.host || isWildcard(dr.spec.host)) continue;
      const service = target(world, dr);
      if (!service?.ports.length) continue;
      const ports = new Set(service.ports.map((p) => p.number));
      const check = (list: readonly { port?: { number?: number } }[] | undefined, at: string) => list?.forEach((p, i) => {
        const number = p.port?.number;
        if (number === undefined || ports.has(number)) return;
        const behind = service.ports.find((s) => s.targetPort === number);
        report(dr, {
          pointer: `${at}/${i}/port`,
          message: `${service.host} has no port ${number}${behind ? `, it is the targetPort of its port ${behind.number}` : ` (it has ${[...ports].join(', ')})`}: these settings never apply`,
          fix: behind ? `write ${behind.number}` : 'name a port of the Service',
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      });
      check(dr.spec.trafficPolicy?.portLevelSettings, '/spec/trafficPolicy/portLevelSettings');
      dr.spec.subsets?.forEach((s, i) => check(s.trafficPolicy?.portLevelSettings, `/spec/subsets/${i}/trafficPolicy/portLevelSettings`));
    }
  },
};

export const portLevelReplaces: Check = {
  code: 'MESH238',
  title: 'settings of a port that drop those of the host',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Settings of a port replace those of the host as a whole. What they don\'t repeat falls back to Istio\'s defaults on that port.',
  run(world, report) {
    for (const dr of world.all('DestinationRule')) {
      const policy = dr.spec.trafficPolicy;
      policy?.portLevelSettings?.forEach((p, i) => {
        const lost = (['tls', 'outlierDetection', 'connectionPool', 'loadBalancer'] as const).filter((k) => policy[k] !== undefined && p[k] === undefined);
        if (!lost.length) return;
        report(dr, {
          pointer: pointer('spec', 'trafficPolicy', 'portLevelSettings', i),
          severity: lost.includes('tls') || lost.includes('outlierDetection') ? Severity.WARNING : Severity.INFO,
          message: `on port ${p.port?.number ?? '?'} the host's ${lost.join(', ')} ${lost.length > 1 ? 'do' : 'does'} not hold: settings of a port replace those of the host as a whole`,
          fix: `repeat ${lost.join(', ')} here`,
        });
      });
    }
  },
};
