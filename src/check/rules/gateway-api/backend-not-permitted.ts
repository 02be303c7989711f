import { routeProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendNotPermitted: Check = {
  code: 'MESH807',
  title: 'route to a backend of another namespace without a grant',
  aliases: ['RefNotPermitted', 'KIA1402'],
  severity: Severity.ERROR,
  explanation: 'A route at a Gateway may send to another namespace only when a ReferenceGrant there allows it. Otherwise the share of the backend gets 500.',
  run: said('MESH807', routeProblems),
};
