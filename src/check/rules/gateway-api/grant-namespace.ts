import { pointer, type Check } from '../../engine/check';
import { nearNamespace, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const grantNamespace: Check = {
  code: 'MESH839',
  title: 'ReferenceGrant to a namespace that does not exist',
  aliases: ['KIA1601'],
  severity: Severity.ERROR,
  explanation: 'A ReferenceGrant lets objects in another namespace refer to something here. If that namespace does not exist, it permits nothing, and the intended references are refused (`RefNotPermitted`).',
  run(world, report) {
    for (const grant of world.all('ReferenceGrant')) {
      grant.spec.from?.forEach((from, i) => {
        if (!from.namespace || world.knownNamespaces.has(from.namespace)) return;
        const closed = world.options.complete === true;
        report(grant, {
          pointer: pointer('spec', 'from', i, 'namespace'),
          severity: closed ? Severity.ERROR : Severity.INFO,
          message: `no namespace ${from.namespace} is defined${closed ? '' : ' in the checked objects'}: the grant permits nothing to any ${from.kind ?? 'object'}`,
          fix: orNear(nearNamespace(world, from.namespace), 'use the namespace of the objects that refer to something here'),
        });
      });
    }
  },
};
