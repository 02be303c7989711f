import { unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const workloadGroupAccount: Check = {
  code: 'MESH261',
  title: 'WorkloadGroup with a service account that does not exist',
  aliases: ['KIA1701'],
  severity: Severity.WARNING,
  explanation: 'Machines of a WorkloadGroup register with a token of its `serviceAccount`. One that does not exist gives out no token: the machine gets no certificate and never joins.',
  run(world, report) {
    for (const group of world.all('WorkloadGroup')) {
      const account = group.spec.template?.serviceAccount;
      if (!account || account === 'default' || world.find('ServiceAccount', group.namespace, account)) continue;
      const known = unknownIn(world, group.namespace) === Severity.ERROR;
      report(group, {
        pointer: '/spec/template/serviceAccount',
        severity: known ? Severity.WARNING : Severity.INFO,
        message: `no ServiceAccount ${group.namespace}/${account} is defined${known ? '' : ' in what is checked here'}: machines of the group get no identity and can't join the mesh`,
        fix: `define ServiceAccount ${account} in ${group.namespace}, or name one that exists`,
      });
    }
  },
};
