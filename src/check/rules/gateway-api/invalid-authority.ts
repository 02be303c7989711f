import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidAuthority: Check = {
  code: 'MESH816',
  title: 'listener whose authority for client certificates can\'t be used',
  aliases: ['InvalidCACertificateRef', 'InvalidCACertificateKind', 'NoValidCACertificate', 'RefNotPermitted', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Client certificates are verified by a ConfigMap or a Secret with `ca.crt`. Without a usable one every handshake fails.',
  run: said('MESH816', gatewayProblems),
};
