import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidRouteKinds: Check = {
  code: 'MESH818',
  title: 'listener that allows a kind of route that its protocol does not support',
  aliases: ['InvalidRouteKinds'],
  severity: Severity.ERROR,
  explanation: '`allowedRoutes.kinds` lists a kind that the protocol of the listener does not support. Such routes don\'t attach.',
  run: reportProblems('MESH818', gatewayProblems),
};
