import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const unsupportedAddress: Check = {
  code: 'MESH811',
  title: 'Gateway address that Istio can\'t use',
  aliases: ['UnsupportedAddress'],
  severity: Severity.ERROR,
  explanation: 'A Gateway that Istio does not deploy itself is served by the Services in `addresses`, of type Hostname.',
  run: reportProblems('MESH811', gatewayProblems),
};
