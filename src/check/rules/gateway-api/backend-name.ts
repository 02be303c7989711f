import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendName: Check = {
  code: 'MESH808',
  title: 'backend referenced by its host name',
  aliases: ['InvalidDestination'],
  severity: Severity.ERROR,
  explanation: 'A backend is referenced by the name and namespace of its Service. A host name is refused, and the rule is dropped.',
  run: reportProblems('MESH808', routeProblems),
};
