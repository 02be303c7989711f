import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidCertificate: Check = {
  code: 'MESH814',
  title: 'listener with an unusable certificate',
  aliases: ['InvalidCertificateRef', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'A certificate is a Secret with `tls.crt` and `tls.key` in PEM format. Without a usable one TLS handshakes with the listener fail.',
  run: reportProblems('MESH814', gatewayProblems),
};
