import { fleetFacts, referred } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const membershipLocation: Check = {
  code: 'MESH911',
  title: 'regional membership without its location',
  aliases: ['G-FL1'],
  severity: Severity.ERROR,
  explanation: '`location` of a feature membership is the location of the feature, which is always `global`. `membershipLocation` is the location of the membership; without it Config Connector looks for a global membership and fails.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    for (const item of facts.of('GKEHubFeatureMembership')) {
      const name = referred(item, 'spec.membershipRef');
      const external = /\/locations\/([^/]+)\/memberships\//.exec(text(item.object, 'spec.membershipRef.external') ?? '')?.[1];
      const location = external ?? facts.members.find((m) => m.name === name)?.location;
      const said = text(item.object, 'spec.membershipLocation');
      if (location !== undefined && location !== 'global' && said !== location) {
        report(item, {
          pointer: '/spec',
          message: `membership ${name} is in ${location}, but the feature membership looks for it in ${said ?? 'global'}: Config Connector does not find it, and the mesh is not set up`,
          fix: `set membershipLocation: ${location}; keep location: global, which is the location of the feature`,
        });
      }
    }
  },
};
