import { routeProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const noMatchingParent: Check = {
  code: 'MESH801',
  title: 'route whose parent does not exist',
  aliases: ['NoMatchingParent', 'KIA1401'],
  severity: Severity.ERROR,
  reads: (path) => /^(kind|name|namespace|group)$/.test(path),
  explanation: 'The Gateway, ListenerSet or Service in a route\'s `parentRefs` does not exist, or has no listener of that name or port. The route is not attached.',
  run: reportProblems('MESH801', routeProblems),
};
