import { nameOf } from './_facts';
import { groupOf, machineBackends, machineGroups } from './_machines-facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const portOfMachines: Check = {
  code: 'MESH985',
  title: 'instance group without the named port of its backend service',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A backend service finds the port of VMs by its name (`portName`, by default `http`) among the named ports of their group. A group without that name has no healthy endpoint, and requests fail.',
  runFleet(worlds, report) {
    const groups = machineGroups(worlds);
    for (const backend of machineBackends(worlds)) {
      const group = groupOf(groups, backend);
      const namedPort = text(backend.service.object, 'spec.portName');
      const port = namedPort ?? 'http';
      if (group && !group.ports.includes(port)) {
        report(backend.service, {
          pointer: namedPort === undefined ? backend.pointer : '/spec/portName',
          message: `requests go to the port named ${port}${namedPort === undefined ? ' (the default portName)' : ''}, but instance group ${group.name} has ${group.ports.length > 0 ? group.ports.join(', ') : 'no named port'}: none of its VMs is healthy, and requests fail`,
          fix: `add the named port to ${group.item.kind} ${nameOf(group.item)}, or use one of its ports in portName`,
          related: [group.item],
        });
      }
    }
  },
};
