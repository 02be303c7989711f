import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const addressNotUsable: Check = {
  code: 'MESH812',
  title: 'Gateway whose Service is missing or lacks a port',
  aliases: ['AddressNotUsable'],
  severity: Severity.ERROR,
  explanation: 'The Service of a Gateway must exist in its namespace and expose the port of each listener (as the Service\'s port, not the pods\'). Otherwise the listener can\'t be reached.',
  run: reportProblems('MESH812', gatewayProblems),
};
