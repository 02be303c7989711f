import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidRouteKinds: Check = {
  code: 'MESH818',
  title: 'listener that allows routes that it can\'t carry',
  aliases: ['InvalidRouteKinds'],
  severity: Severity.ERROR,
  explanation: '`allowedRoutes.kinds` names a kind that the protocol of the listener does not carry. Such routes don\'t attach.',
  run: said('MESH818', gatewayProblems),
};
