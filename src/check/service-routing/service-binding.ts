import { nameOf, serviceItems } from './facts';
import type { Check } from '../engine/check';
import { Severity } from '../finding';

export const serviceBinding: Check = {
  code: 'MESH975',
  title: 'service binding',
  aliases: ['G-TD15'],
  severity: Severity.WARNING,
  explanation: 'Service bindings lead backend services to Service Directory, which Google is taking back; Config Connector\'s backend services can\'t even name one.',
  runFleet(worlds, report) {
    for (const binding of serviceItems(worlds, 'NetworkServicesServiceBinding')) {
      report(binding, { pointer: '/spec', message: `no backend service of Config Connector can name binding ${nameOf(binding)}, and Google is taking Service Directory back`, fix: 'network endpoint groups as backends' });
    }
  },
};
