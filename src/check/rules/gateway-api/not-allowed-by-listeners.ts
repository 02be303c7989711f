import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const notAllowedByListeners: Check = {
  code: 'MESH803',
  title: 'route that the listeners don\'t allow',
  aliases: ['NotAllowedByListeners', 'KIA1401'],
  severity: Severity.ERROR,
  explanation: 'Listeners accept routes from their own namespace unless `allowedRoutes.namespaces` says otherwise, and only of the kinds that their protocol supports.',
  run: reportProblems('MESH803', routeProblems),
};
