import { nameOf, serviceItems } from './_facts';
import { attachments } from './_routes-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** The first route of a mesh gets a connection; which route is first is undefined. */
export const tcpRoutesCollide: Check = {
  code: 'MESH977',
  title: 'two TCP routes for the same connections',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'TCP routes of a mesh match by address and port only. Two with the same match compete for the same connections: two services that listen on one port need addresses (`destinationSubnets` of a TCP rule), or different ports.',
  runFleet(worlds, report) {
    const taken = new Map<string, Item>();
    for (const route of serviceItems(worlds, 'NetworkServicesTCPRoute')) {
      for (const place of attachments(worlds, route).filter((p) => p.startsWith('mesh '))) {
        for (const { pointer, value } of at(route.object, 'spec.rules[*].matches[*]')) {
          const key = [place, text(value, 'address'), text(value, 'port')].join('\n');
          const other = taken.get(key);
          if (other && other !== route) {
            report(route, {
              pointer,
              message: `connections to ${text(value, 'address')}, port ${text(value, 'port')}, already belong to ${nameOf(other)} in ${place}; which route gets them is not defined`,
              fix: 'use a different port for one of the services, or set the addresses of each: destinationSubnets of a TCP rule',
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
