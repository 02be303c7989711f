import { routeProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const notAllowedByListeners: Check = {
  code: 'MESH803',
  title: 'route that the listeners don\'t allow',
  aliases: ['NotAllowedByListeners', 'KIA1401'],
  severity: Severity.ERROR,
  explanation: 'Listeners take routes of their own namespace unless `allowedRoutes.namespaces` says otherwise, and of the kinds that their protocol carries.',
  run: said('MESH803', routeProblems),
};
