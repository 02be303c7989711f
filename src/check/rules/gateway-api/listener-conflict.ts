import { gatewayProblems, said } from './_problems';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const listenerConflict: Check = {
  code: 'MESH821',
  title: 'listeners that can\'t share a port',
  aliases: ['HostnameConflict', 'ProtocolConflict', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Listeners of one Gateway and port must differ in hostname and agree on a family of protocols. Of two that don\'t, the Gateway\'s comes before a ListenerSet\'s, '
    + 'and an older ListenerSet before a younger one; the other is not opened.',
  run: said('MESH821', gatewayProblems),
};
