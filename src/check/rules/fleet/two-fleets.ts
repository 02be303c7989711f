import { fleetFacts, type Member } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const twoFleets: Check = {
  code: 'MESH913',
  title: 'clusters of one project in two fleets',
  aliases: ['G-FL3', 'R-FL2'],
  severity: Severity.ERROR,
  explanation: 'Workloads of a project share one workload identity pool. If clusters of one project were in two fleets, one identity would have two meanings; Google refuses the second registration for a mesh.',
  runFleet(worlds, report) {
    const first = new Map<string, Member>();
    for (const m of fleetFacts(worlds).members) {
      if (m.project === undefined || m.fleet === undefined) continue;
      const before = first.get(m.project);
      if (!before) {first.set(m.project, m);} else if (before.fleet !== m.fleet) {
        report(m.item, {
          pointer: '/metadata/annotations/cnrm.cloud.google.com~1project-id',
          message: `clusters of project ${m.project} are in fleets ${before.fleet} and ${m.fleet}: their workloads share one workload identity pool, and Google refuses the second registration`,
          fix: `register ${m.name} with fleet ${before.fleet}, or move it to a separate project`,
          related: [before.item],
        });
      }
    }
  },
};
