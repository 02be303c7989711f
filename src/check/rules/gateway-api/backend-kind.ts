import { routeProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendKind: Check = {
  code: 'MESH806',
  title: 'route to a backend of a kind that is not supported',
  aliases: ['InvalidKind'],
  severity: Severity.ERROR,
  explanation: 'Istio sends to Services, ServiceImports, InferencePools and, by `Hostname`, to ServiceEntries. The share of any other backend gets 500.',
  run: said('MESH806', routeProblems),
};
