import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mirrorWeight: Check = {
  code: 'MESH538',
  title: 'weight of a mirror',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A mirror in Google\'s service routing gets every request: the weight of its destination is ignored.',
  runFleet(worlds, report) {
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesHTTPRoute'], 'spec.rules[*].action.requestMirrorPolicy.destination.weight')) {
      report(route, { pointer, message: `weight ${textOf(value)} of a mirror is ignored: route ${nameOf(route)} mirrors every request`, fix: 'remove the weight, or move the mirror to a rule for fewer requests' });
    }
  },
};
