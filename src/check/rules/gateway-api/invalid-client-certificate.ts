import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidClientCertificate: Check = {
  code: 'MESH819',
  title: 'client certificate of a Gateway that can\'t be used',
  aliases: ['InvalidClientCertificateRef', 'RefNotPermitted'],
  severity: Severity.ERROR,
  explanation: '`tls.backend.clientCertificateRef` names a Secret with `tls.crt` and `tls.key`. Without it backends that ask for a certificate refuse the gateway.',
  run: said('MESH819', gatewayProblems),
};
