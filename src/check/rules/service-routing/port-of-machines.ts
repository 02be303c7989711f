import { nameOf } from './_facts';
import { groupOf, machineBackends, machineGroups } from './_machines-facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const portOfMachines: Check = {
  code: 'MESH985',
  title: 'machines without the port that a backend service names',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A backend service finds the port of machines by its name (`portName`, `http` where it says none) among the named ports of their group. A group without that name has no endpoint that is well, and requests fail.',
  runFleet(worlds, report) {
    const groups = machineGroups(worlds);
    for (const backend of machineBackends(worlds)) {
      const group = groupOf(groups, backend);
      const said = text(backend.service.object, 'spec.portName');
      const port = said ?? 'http';
      if (group && !group.ports.includes(port)) {
        report(backend.service, {
          pointer: said === undefined ? backend.pointer : '/spec/portName',
          message: `requests go to the port named ${port}${said === undefined ? ', as portName is left out' : ''}, and instance group ${group.name} has ${group.ports.length > 0 ? group.ports.join(', ') : 'no named port'}: no machine of it counts as healthy, and requests fail`,
          fix: `name the port in ${group.item.kind} ${nameOf(group.item)}, or name one of its ports in portName`,
          related: [group.item],
        });
      }
    }
  },
};
