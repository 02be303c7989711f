import { PRINCIPAL, iamItems, iamMembers } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const projectNumber: Check = {
  code: 'MESH915',
  title: 'project ID where its number is required',
  aliases: ['G-FL5'],
  severity: Severity.ERROR,
  explanation: 'A principal refers to the project of its pool by number, and to the pool by the project\'s ID: `principal://iam.googleapis.com/projects/NUMBER/…/workloadIdentityPools/ID.svc.id.goog/…`. The other way round it matches no identity.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      for (const { pointer, member } of iamMembers(item)) {
        const [, project, pool] = PRINCIPAL.exec(member) ?? [];
        if (project !== undefined && !/^[0-9]+$/.test(project)) {
          report(item, { pointer, message: `principals refer to a project by its number, but '${project}' is an ID: ${member} matches no identity, and the role is granted to nobody`, fix: 'use the project number; GoogleProject.fromIds(id, number) holds both' });
        } else if (pool !== undefined && /^[0-9]+\.svc\.id\.goog$/.test(pool)) {
          report(item, { pointer, message: `a pool is named after its project's ID, but '${pool}' begins with a number: ${member} matches no identity, and the role is granted to nobody`, fix: 'use the pool PROJECT_ID.svc.id.goog' });
        }
      }
    }
  },
};
