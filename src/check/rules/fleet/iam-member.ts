import { memberProblem } from './_members';
import { iamItems, iamMembers } from './_registration-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const iamMember: Check = {
  code: 'MESH726',
  title: 'IAM member in an impossible form',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A member of an IAM policy begins with its kind, such as `user:`, `group:`, `serviceAccount:` or `principal://`; a workload is `serviceAccount:PROJECT.svc.id.goog[NAMESPACE/SERVICE_ACCOUNT]`. Google refuses the whole policy if one member has another form.',
  runFleet(worlds, report) {
    for (const item of iamItems(worlds)) {
      for (const { pointer, member } of iamMembers(item)) {
        const problem = memberProblem(member);
        if (problem) report(item, { pointer, message: `member '${member}' ${problem.why}: Google refuses ${item.kind} ${item.namespace}/${item.name}`, fix: problem.fix });
      }
    }
  },
};
