import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendKind: Check = {
  code: 'MESH806',
  title: 'route to a backend of an unsupported kind',
  aliases: ['InvalidKind'],
  severity: Severity.ERROR,
  explanation: 'Istio routes to Services, ServiceImports, InferencePools and, with kind `Hostname`, to ServiceEntries. Requests for any other backend get a 500.',
  run: reportProblems('MESH806', routeProblems),
};
