import { unknownIn, type Check } from '../../engine/check';
import { nearObject, orNearIn } from '../../engine/near';
import { Severity } from '../../finding';

export const workloadGroupAccount: Check = {
  code: 'MESH261',
  title: 'WorkloadGroup with a service account that does not exist',
  aliases: ['KIA1701'],
  severity: Severity.WARNING,
  explanation: 'VMs of a WorkloadGroup register with a token of its `serviceAccount`. If it does not exist, there is no token: the VM gets no certificate and never joins the mesh.',
  run(world, report) {
    for (const group of world.all('WorkloadGroup')) {
      const account = group.spec.template?.serviceAccount;
      if (!account || account === 'default' || world.find('ServiceAccount', group.namespace, account)) continue;
      const known = unknownIn(world, group.namespace) === Severity.ERROR;
      report(group, {
        pointer: '/spec/template/serviceAccount',
        severity: known ? Severity.WARNING : Severity.INFO,
        message: `no ServiceAccount ${group.namespace}/${account} is defined${known ? '' : ' in the checked objects'}: VMs of the group get no identity and can't join the mesh`,
        fix: orNearIn(group.namespace, nearObject(world, 'ServiceAccount', group.namespace, account), `define ServiceAccount ${account} in ${group.namespace}, or use one that exists`),
      });
    }
  },
};
