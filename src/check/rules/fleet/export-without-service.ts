import { exportsOf } from '../../../world/cluster-set';
import { type Check, knownOnlyIf } from '../../engine/check';
import { Severity } from '../../finding';

export const exportWithoutService: Check = {
  code: 'MESH937',
  title: 'export of a service that does not exist',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A ServiceExport exports the Service of its own name and namespace, in its own cluster. Without one it offers nothing: the host of all clusters has no endpoints here.',
  run(world, report) {
    for (const item of exportsOf(world)) {
      if (world.find('Service', item.namespace, item.name)) continue;
      const closed = world.closed(item.namespace);
      report(item, {
        pointer: '/metadata/name',
        severity: closed ? Severity.WARNING : Severity.INFO,
        message: `there is no Service ${item.namespace}/${item.name}${knownOnlyIf(closed)}: the export offers nothing`,
        fix: 'give the export the name and namespace of a Service of this cluster, or leave it out',
      });
    }
  },
};
