import { gatewayProblems, reportProblems } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const listenerConflict: Check = {
  code: 'MESH821',
  title: 'listeners that can\'t share a port',
  aliases: ['HostnameConflict', 'ProtocolConflict', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Listeners of one Gateway on one port must have different hostnames and compatible protocols. If two conflict, that of the Gateway takes precedence over that of a ListenerSet, '
    + 'and that of an older ListenerSet over that of a newer one; the other is not opened.',
  run: reportProblems('MESH821', gatewayProblems),
};
