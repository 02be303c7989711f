import { serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const faultOverrides: Check = {
  code: 'MESH964',
  title: 'fault combined with a timeout or retries',
  aliases: ['G-TD4'],
  severity: Severity.WARNING,
  explanation: 'Clients ignore the timeout and the retries of an action with a fault: while the fault is active, requests wait and fail differently than they do without it.',
  runFleet(worlds, report) {
    for (const route of [...serviceItems(worlds, 'NetworkServicesHTTPRoute'), ...serviceItems(worlds, 'NetworkServicesGRPCRoute')]) {
      if (route.origin.rendered) continue; // the author of the rule has accepted it
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action')) {
        const ignored = ['timeout', 'retryPolicy'].filter((field) => at(value, field).length > 0);
        if (ignored.length > 0 && at(value, 'faultInjectionPolicy').length > 0) {
          report(route, {
            pointer: `${pointer}/faultInjectionPolicy`,
            message: `clients ignore the ${ignored.join(' and ')} of this action because it has a fault: requests wait and fail differently than without it`,
            fix: 'move the fault to a separate rule, for requests with a certain header, and leave the others unchanged',
          });
        }
      }
    }
  },
};
