import { policyProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const policyIgnored: Check = {
  code: 'MESH834',
  title: 'policy that Istio is told to ignore',
  aliases: ['IgnoredByIstio'],
  severity: Severity.INFO,
  explanation: 'The annotation `istio.io/ignore-policy-attachment` makes Istio leave the policy to other controllers.',
  run: said('MESH834', policyProblems),
};
