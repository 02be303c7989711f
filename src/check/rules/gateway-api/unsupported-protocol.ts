import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const unsupportedProtocol: Check = {
  code: 'MESH817',
  title: 'listener with an unsupported protocol',
  aliases: ['UnsupportedProtocol', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Istio\'s gateways support HTTP, HTTPS, TLS and TCP (in upper case), its waypoints HBONE on port 15008. A listener with another protocol is not opened.',
  run: said('MESH817', gatewayProblems),
};
