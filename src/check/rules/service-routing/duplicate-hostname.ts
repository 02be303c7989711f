import { nameOf, serviceItems } from './_facts';
import { attachments } from './_routes-facts';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const duplicateHostname: Check = {
  code: 'MESH961',
  title: 'hostname of two routes in one mesh',
  aliases: ['G-TD1'],
  severity: Severity.ERROR,
  explanation: 'A hostname belongs to one HTTPRoute or GRPCRoute of a mesh, or of the gateways of one scope. Google refuses a second route with the same hostname. '
    + 'Two services with the same name in two namespaces conflict by their short names; `shortNames: false` of the control plane omits these.',
  runFleet(worlds, report) {
    const taken = new Map<string, Item>();
    for (const route of [...serviceItems(worlds, 'NetworkServicesHTTPRoute'), ...serviceItems(worlds, 'NetworkServicesGRPCRoute')]) {
      for (const place of attachments(worlds, route)) {
        for (const { pointer, value } of at(route.object, 'spec.hostnames[*]')) {
          const key = `${place}\n${textOf(value)}`;
          const other = taken.get(key);
          if (other && other !== route) {
            report(route, {
              pointer,
              message: `hostname ${textOf(value)} already belongs to ${other.kind} ${nameOf(other)} in ${place}; Google refuses this route`,
              fix: 'remove it from one of the routes, or put all rules of the host into one; to omit the short names of services, set shortNames: false',
              related: [other],
            });
          } else {
            taken.set(key, route);
          }
        }
      }
    }
  },
};
