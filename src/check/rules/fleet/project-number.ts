import { PRINCIPAL, iamItems, iamMembers } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const projectNumber: Check = {
  code: 'MESH915',
  title: 'project id where its number belongs',
  aliases: ['G-FL5'],
  severity: Severity.ERROR,
  explanation: 'A principal names the project of its pool by number, and the pool by the project\'s id: `principal://iam.googleapis.com/projects/NUMBER/…/workloadIdentityPools/ID.svc.id.goog/…`. The other way round it is nobody.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      for (const { pointer, member } of iamMembers(item)) {
        const [, project, pool] = PRINCIPAL.exec(member) ?? [];
        if (project !== undefined && !/^[0-9]+$/.test(project)) {
          report(item, { pointer, message: `principals name a project by its number, and '${project}' is an id: ${member} is nobody, and the role is given to nobody`, fix: 'write the project\'s number; GoogleProject.of(id, number) keeps both' });
        } else if (pool !== undefined && /^[0-9]+\.svc\.id\.goog$/.test(pool)) {
          report(item, { pointer, message: `a pool is named by its project's id, and '${pool}' begins with a number: ${member} is nobody, and the role is given to nobody`, fix: 'write the pool as PROJECT_ID.svc.id.goog' });
        }
      }
    }
  },
};
