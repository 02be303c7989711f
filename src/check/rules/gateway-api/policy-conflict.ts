import { policyProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const policyConflict: Check = {
  code: 'MESH833',
  title: 'several BackendTLSPolicies for one target',
  aliases: ['Conflicted'],
  severity: Severity.WARNING,
  explanation: 'Of several policies for one target the oldest takes effect; if they are equally old, the first by name. The others have no effect.',
  run: reportProblems('MESH833', policyProblems),
};
