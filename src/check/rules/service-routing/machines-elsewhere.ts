import { nameOf } from './_facts';
import { groupOf, machineBackends, machineGroups, namesakes } from './_machines-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const machinesElsewhere: Check = {
  code: 'MESH986',
  title: 'backend that refers to an instance group in another location',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An instance group is identified by its zone or region and its name. A backend with a different location than the group refers to nothing, and Google refuses the backend service.',
  runFleet(worlds, report) {
    const groups = machineGroups(worlds);
    for (const backend of machineBackends(worlds)) {
      const others = namesakes(groups, backend);
      if (others.length > 0 && !groupOf(groups, backend)) {
        report(backend.service, {
          pointer: backend.pointer,
          message: `the backend refers to instance group ${backend.name} in ${backend.location}, but ${nameOf(others[0].item)} creates it in ${others.map((g) => g.location ?? 'no location').join(', ')}: no request reaches its VMs`,
          fix: `use ${others[0].location?.match(/-[a-z]$/) ? 'zones' : 'regions'}/${others[0].location}/instanceGroups/${backend.name}`,
          related: others.map((g) => g.item),
        });
      }
    }
  },
};
