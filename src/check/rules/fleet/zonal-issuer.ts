import { fleetFacts } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const zonalIssuer: Check = {
  code: 'MESH912',
  title: 'token issuer with a zone',
  aliases: ['G-FL2'],
  severity: Severity.ERROR,
  explanation: 'The issuer of a GKE cluster is `https://container.googleapis.com/v1/projects/P/locations/L/clusters/C`, also for a zonal cluster. Tokens never match one with `/zones/`.',
  runFleet(worlds, report) {
    for (const item of fleetFacts(worlds).of('GKEHubMembership')) {
      const issuer = text(item.object, 'spec.authority.issuer');
      if (issuer?.includes('/zones/')) {
        report(item, { pointer: '/spec/authority/issuer', message: `no token has the issuer ${issuer}: every token of the cluster is rejected`, fix: `use ${issuer.replace('/zones/', '/locations/')}` });
      }
    }
  },
};
