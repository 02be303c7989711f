import { policyProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const policyAuthority: Check = {
  code: 'MESH832',
  title: 'BackendTLSPolicy without a usable CA',
  aliases: ['NoValidCACertificate', 'InvalidCACertificateRef', 'InvalidKind'],
  severity: Severity.ERROR,
  explanation: '`caCertificateRefs` refers to a ConfigMap with `ca.crt` in the policy\'s namespace. Without it the backend\'s certificate can\'t be verified, and requests fail.',
  run: reportProblems('MESH832', policyProblems),
};
