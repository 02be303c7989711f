import { EXPLANATION, unverified } from './_no-server-verification-facts';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const noServerVerification: Check = {
  code: 'MESH216',
  title: 'TLS to a host without a CA to verify the server',
  aliases: ['IST0128'],
  severity: Severity.WARNING,
  explanation: EXPLANATION,
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.tls')) {
      const found = unverified(world, dr, dr.spec.trafficPolicy?.tls);
      if (found) report(dr, { pointer: '/spec/trafficPolicy/tls', ...found });
    }
  },
};
