import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendPort: Check = {
  code: 'MESH805',
  title: 'route to a port that the backend does not have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`port` of a backend is a port of the Service, not of its pods. Istio does not check it: the route is reported as resolved, but requests get a 503.',
  run: reportProblems('MESH805', routeProblems),
};
