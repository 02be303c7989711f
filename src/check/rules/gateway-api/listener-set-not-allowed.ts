import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const listenerSetNotAllowed: Check = {
  code: 'MESH822',
  title: 'ListenerSet that the Gateway does not allow',
  aliases: ['NotAllowed'],
  severity: Severity.ERROR,
  explanation: 'A Gateway accepts ListenerSets from the namespaces in `allowedListeners`, by default from none.',
  run: reportProblems('MESH822', gatewayProblems),
};
