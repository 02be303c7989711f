import { nameOf, serviceItems } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const meshGatewayAddress: Check = {
  code: 'MESH972',
  title: 'address on a mesh gateway',
  aliases: ['G-TD12'],
  severity: Severity.ERROR,
  explanation: 'A Gateway of type OPEN_MESH consists of Envoys that listen on all addresses of their VMs. Only a SECURE_WEB_GATEWAY has addresses; Google refuses them here.',
  runFleet(worlds, report) {
    for (const g of serviceItems(worlds, 'NetworkServicesGateway')) {
      for (const field of ['addresses', 'allPorts']) {
        if (text(g.object, 'spec.type') === 'OPEN_MESH' && at(g.object, `spec.${field}`).length > 0) {
          report(g, { pointer: `/spec/${field}`, message: `an OPEN_MESH gateway does not support ${field}; Google refuses ${nameOf(g)}`, fix: `remove ${field}, or use type SECURE_WEB_GATEWAY` });
        }
      }
    }
  },
};
