import { fleetFacts } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mixedTrust: Check = {
  code: 'MESH943',
  title: 'clusters with different trust levels in one fleet',
  aliases: ['R-ID3'],
  severity: Severity.ERROR,
  explanation: 'Identities are the same in all clusters of a fleet. Anyone who can run a pod in a less trusted cluster can act as any service of the trusted one, in the mesh and in Google Cloud. '
    + 'Use separate fleets; where that is impossible, add conditions to roles (`thisClusterOnly`) and acknowledge the finding.',
  runFleet(worlds, report) {
    const withTrust = fleetFacts(worlds).members.filter((m) => m.trust !== undefined);
    const [first] = withTrust;
    for (const other of withTrust.slice(1)) {
      if (other.trust !== first.trust) {
        report(other.item, {
          pointer: '/metadata/labels/trust-level',
          message: `${other.name} is trusted as '${other.trust}' and ${first.name} as '${first.trust}', and both are in one fleet: a pod in one can act as any service of the other`,
          fix: 'move them to separate fleets; or acknowledge this, and grant roles with thisClusterOnly',
          related: [first.item],
        });
      }
    }
  },
};
