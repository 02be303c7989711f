import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const noMatchingListenerHostname: Check = {
  code: 'MESH802',
  title: 'route for a hostname that no listener accepts',
  aliases: ['NoMatchingListenerHostname'],
  severity: Severity.ERROR,
  explanation: 'None of the route\'s hostnames matches the hostname of a listener. The route is not attached, and its requests get a 404.',
  run: reportProblems('MESH802', routeProblems),
};
