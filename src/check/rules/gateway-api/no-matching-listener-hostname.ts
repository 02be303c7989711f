import { routeProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const noMatchingListenerHostname: Check = {
  code: 'MESH802',
  title: 'route for a host that no listener takes',
  aliases: ['NoMatchingListenerHostname'],
  severity: Severity.ERROR,
  explanation: 'None of the route\'s hostnames is covered by the hostname of a listener. The route is not attached, its requests get 404.',
  run: said('MESH802', routeProblems),
};
