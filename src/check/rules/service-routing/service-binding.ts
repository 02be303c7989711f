import { nameOf, serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const serviceBinding: Check = {
  code: 'MESH975',
  title: 'deprecated service binding',
  aliases: ['G-TD15'],
  severity: Severity.WARNING,
  explanation: 'Service bindings connect backend services to Service Directory, which Google is retiring; Config Connector\'s backend services can\'t refer to one.',
  runFleet(worlds, report) {
    for (const binding of serviceItems(worlds, 'NetworkServicesServiceBinding')) {
      report(binding, { pointer: '/spec', message: `no backend service of Config Connector can refer to binding ${nameOf(binding)}, and Google is retiring Service Directory: nothing uses the binding`, fix: 'use network endpoint groups as backends' });
    }
  },
};
