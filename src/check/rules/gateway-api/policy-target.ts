import { policyProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const policyTarget: Check = {
  code: 'MESH831',
  title: 'policy for a backend that does not exist',
  aliases: ['TargetNotFound'],
  severity: Severity.ERROR,
  explanation: 'A BackendTLSPolicy or XBackendTrafficPolicy must target a Service in its namespace, and a section by the name of its port. Otherwise it has no effect.',
  run: reportProblems('MESH831', policyProblems),
};
