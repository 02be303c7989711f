import { exportsOf } from '../../../world/cluster-set';
import { type Check, knownOnlyIf } from '../../engine/check';
import { Severity } from '../../finding';

export const exportWithoutService: Check = {
  code: 'MESH937',
  title: 'export of a service that does not exist',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A ServiceExport exports the Service of the same name and namespace in its own cluster. Without that Service it exports nothing, and the clusterset host has no endpoints here.',
  run(world, report) {
    for (const item of exportsOf(world)) {
      if (world.find('Service', item.namespace, item.name)) continue;
      const closed = world.closed(item.namespace);
      report(item, {
        pointer: '/metadata/name',
        severity: closed ? Severity.WARNING : Severity.INFO,
        message: `there is no Service ${item.namespace}/${item.name}${knownOnlyIf(closed)}: nothing is exported`,
        fix: 'use the name and namespace of a Service in this cluster, or remove the export',
      });
    }
  },
};
