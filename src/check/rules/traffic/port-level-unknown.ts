import { target } from './_rule-target';
import { isWildcard } from '../../../world/hosts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const portLevelUnknown: Check = {
  code: 'MESH233',
  title: 'port-level settings for a port that the service does not have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`portLevelSettings` refer to ports of the Service, not to target ports of its pods. Settings for any other port never apply.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.portLevelSettings', 'subsets.trafficPolicy.portLevelSettings')) {
      if (!dr.spec.host || isWildcard(dr.spec.host)) continue;
      const service = target(world, dr);
      if (!service?.ports.length) continue;
      const ports = new Set(service.ports.map((p) => p.number));
      const check = (list: readonly { port?: { number?: number } }[] | undefined, at: string) => list?.forEach((p, i) => {
        const number = p.port?.number;
        if (number === undefined || ports.has(number)) return;
        const servicePort = service.ports.find((s) => s.targetPort === number);
        report(dr, {
          pointer: `${at}/${i}/port`,
          message: `${service.host} has no port ${number}${servicePort ? ` (${number} is the targetPort of its port ${servicePort.number})` : ` (it has ${[...ports].join(', ')})`}: these settings never apply`,
          fix: `set number: ${servicePort ? servicePort.number : [...ports].join(' or ')}`,
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      });
      check(dr.spec.trafficPolicy?.portLevelSettings, '/spec/trafficPolicy/portLevelSettings');
      dr.spec.subsets?.forEach((s, i) => check(s.trafficPolicy?.portLevelSettings, `/spec/subsets/${i}/trafficPolicy/portLevelSettings`));
    }
  },
};
