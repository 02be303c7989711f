import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const backendNotFound: Check = {
  code: 'MESH804',
  title: 'route to a backend that does not exist',
  aliases: ['BackendNotFound', 'KIA1402'],
  severity: Severity.ERROR,
  reads: (path) => /^(kind|name|namespace|group)$/.test(path),
  explanation: 'The backend of a rule is not defined. Its share of the requests gets a 500.',
  run: reportProblems('MESH804', routeProblems),
};
