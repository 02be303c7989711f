import { pointer, type Check } from '../../engine/check';
import { nearNamespace, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const exportToUnknown: Check = {
  code: 'MESH239',
  title: 'export to a namespace that does not exist',
  aliases: ['KIA0005'],
  severity: Severity.WARNING,
  explanation: '`exportTo` names a namespace that does not exist: the object is not visible in the intended namespace, where the defaults apply.',
  run(world, report) {
    const defined = world.all('Namespace').length > 0;
    for (const key of ['VirtualService', 'DestinationRule', 'ServiceEntry'] as const) {
      for (const item of world.all(key, 'exportTo')) {
        (item.spec as { exportTo?: readonly string[] }).exportTo?.forEach((ns, i) => {
          if (['*', '.', '~'].includes(ns) || world.knownNamespaces.has(ns)) return;
          const sure = world.options.complete === true && defined;
          report(item, {
            pointer: pointer('spec', 'exportTo', i),
            severity: sure ? Severity.WARNING : Severity.INFO,
            message: `namespace ${ns} is not defined${sure ? '' : ' in the checked objects'}: this ${item.kind} is visible to nobody there`,
            fix: orNear(nearNamespace(world, ns), 'use a namespace that exists, or . for the object\'s own namespace, or * for all'),
          });
        });
      }
    }
  },
};
