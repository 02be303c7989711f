import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const unsupportedProtocol: Check = {
  code: 'MESH817',
  title: 'listener of a protocol that is not supported',
  aliases: ['UnsupportedProtocol', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Istio\'s gateways speak HTTP, HTTPS, TLS and TCP (in capitals), its waypoints HBONE on port 15008. A listener of another protocol is not opened.',
  run: said('MESH817', gatewayProblems),
};
