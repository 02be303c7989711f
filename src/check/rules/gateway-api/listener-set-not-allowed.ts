import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const listenerSetNotAllowed: Check = {
  code: 'MESH822',
  title: 'ListenerSet that the Gateway does not take',
  aliases: ['NotAllowed'],
  severity: Severity.ERROR,
  explanation: 'A Gateway takes ListenerSets of the namespaces that `allowedListeners` names, by default of none.',
  run: said('MESH822', gatewayProblems),
};
