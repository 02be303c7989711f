import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const addressNotUsable: Check = {
  code: 'MESH812',
  title: 'Gateway whose Service is missing, or lacks a port',
  aliases: ['AddressNotUsable'],
  severity: Severity.ERROR,
  explanation: 'The Service that serves a Gateway must exist in its namespace and have the port of each listener (the Service\'s port, not the pods\'). Otherwise nobody reaches the listener.',
  run: said('MESH812', gatewayProblems),
};
