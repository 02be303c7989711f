import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidAuthority: Check = {
  code: 'MESH816',
  title: 'listener with an unusable CA for client certificates',
  aliases: ['InvalidCACertificateRef', 'InvalidCACertificateKind', 'NoValidCACertificate', 'RefNotPermitted', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Client certificates are verified with `ca.crt` of a ConfigMap or Secret. Without a usable one every TLS handshake fails.',
  run: reportProblems('MESH816', gatewayProblems),
};
