import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const certificateNotPermitted: Check = {
  code: 'MESH815',
  title: 'certificate in another namespace without a grant',
  aliases: ['RefNotPermitted', 'Invalid', 'NoValidCACertificate', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'A listener may use a Secret in another namespace only if a ReferenceGrant there allows it.',
  run: reportProblems('MESH815', gatewayProblems),
};
