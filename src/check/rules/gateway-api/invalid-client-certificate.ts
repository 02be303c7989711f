import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidClientCertificate: Check = {
  code: 'MESH819',
  title: 'unusable client certificate of a Gateway',
  aliases: ['InvalidClientCertificateRef', 'RefNotPermitted'],
  severity: Severity.ERROR,
  explanation: '`tls.backend.clientCertificateRef` refers to a Secret with `tls.crt` and `tls.key`. Without it backends that require a client certificate refuse the gateway.',
  run: reportProblems('MESH819', gatewayProblems),
};
