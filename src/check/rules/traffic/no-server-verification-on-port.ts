import { EXPLANATION, unverified } from './_no-server-verification-facts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const noServerVerificationOnPort: Check = {
  code: 'MESH217',
  title: 'TLS to a port without a CA to verify the server',
  aliases: ['IST0129'],
  severity: Severity.WARNING,
  explanation: EXPLANATION,
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.portLevelSettings.tls')) {
      dr.spec.trafficPolicy?.portLevelSettings?.forEach((p, i) => {
        const found = unverified(world, dr, p.tls, p.port?.number ?? 0);
        if (found) report(dr, { pointer: pointer('spec', 'trafficPolicy', 'portLevelSettings', i, 'tls'), ...found });
      });
    }
  },
};
