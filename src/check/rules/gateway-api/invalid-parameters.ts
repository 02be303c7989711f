import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidParameters: Check = {
  code: 'MESH813',
  title: 'parameters of a Gateway that do not exist',
  aliases: ['InvalidParameters'],
  severity: Severity.ERROR,
  explanation: '`infrastructure.parametersRef` refers to a ConfigMap in the Gateway\'s namespace. Without it the Gateway is not accepted.',
  run: reportProblems('MESH813', gatewayProblems),
};
