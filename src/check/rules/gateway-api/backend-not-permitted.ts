import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendNotPermitted: Check = {
  code: 'MESH807',
  title: 'route to a backend in another namespace without a grant',
  aliases: ['RefNotPermitted', 'KIA1402'],
  severity: Severity.ERROR,
  explanation: 'A route of a Gateway may refer to a backend in another namespace only if a ReferenceGrant there allows it. Otherwise the backend\'s share of the requests gets a 500.',
  run: reportProblems('MESH807', routeProblems),
};
