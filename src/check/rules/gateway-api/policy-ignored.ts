import { policyProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const policyIgnored: Check = {
  code: 'MESH834',
  title: 'policy with an annotation that makes Istio ignore it',
  aliases: ['IgnoredByIstio'],
  severity: Severity.INFO,
  explanation: 'The annotation `istio.io/ignore-policy-attachment` makes Istio leave the policy to other controllers.',
  run: reportProblems('MESH834', policyProblems),
};
