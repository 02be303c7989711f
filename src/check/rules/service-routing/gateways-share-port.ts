import { nameOf, serviceItems } from './_facts';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** The project of a Config Connector object. */
const projectOf = (item: Item): string => text(item.object, 'spec.projectRef.external')?.replace(/^projects\//, '') ?? text(item.object, 'spec.projectRef.name') ?? item.annotations['cnrm.cloud.google.com/project-id'] ?? item.namespace;

export const gatewaysSharePort: Check = {
  code: 'MESH534',
  title: 'two gateways of one scope on one port',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Gateways of one scope form one listener configuration for the same Envoys: a port belongs to one of them. Google refuses the second. Attach its routes to the first, or use a separate scope. A scope has at most 64 characters.',
  runFleet(worlds, report) {
    const taken = new Map<string, Item>();
    for (const gateway of serviceItems(worlds, 'NetworkServicesGateway')) {
      const scope = text(gateway.object, 'spec.scope');
      if (scope === undefined) continue;
      if (scope.length > 64) report(gateway, { pointer: '/spec/scope', message: `the scope has ${scope.length} characters but the maximum is 64; Google refuses ${nameOf(gateway)}`, fix: 'shorten the scope' });
      for (const { pointer, value } of at(gateway.object, 'spec.ports[*]')) {
        const key = [projectOf(gateway), text(gateway.object, 'spec.location'), scope, value].join('\n');
        const other = taken.get(key);
        if (other && other !== gateway) {
          report(gateway, {
            pointer,
            message: `port ${textOf(value)} of scope '${scope}' already belongs to gateway ${nameOf(other)}; Google refuses ${nameOf(gateway)}`,
            fix: 'use a separate scope or a different port for the gateway, or attach its routes to the other one',
            related: [other],
          });
        } else {
          taken.set(key, gateway);
        }
      }
    }
  },
};
