import { nameOf } from './_facts';
import { groupOf, machineBackends, machineGroups, namesakes } from './_machines-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const machinesElsewhere: Check = {
  code: 'MESH986',
  title: 'backend that leads to machines in another place',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An instance group is found by its zone or region beside its name. A backend that names another place than the group is in leads to nothing, and Google refuses the backend service.',
  runFleet(worlds, report) {
    const groups = machineGroups(worlds);
    for (const backend of machineBackends(worlds)) {
      const others = namesakes(groups, backend);
      if (others.length > 0 && !groupOf(groups, backend)) {
        report(backend.service, {
          pointer: backend.pointer,
          message: `instance group ${backend.name} is wanted in ${backend.location}, and ${nameOf(others[0].item)} makes it in ${others.map((g) => g.location ?? 'no place').join(', ')}: no request reaches its machines`,
          fix: `write ${others[0].location?.match(/-[a-z]$/) ? 'zones' : 'regions'}/${others[0].location}/instanceGroups/${backend.name}`,
          related: others.map((g) => g.item),
        });
      }
    }
  },
};
