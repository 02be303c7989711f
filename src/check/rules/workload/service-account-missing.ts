import { knownOnlyIf, type Check } from '../../engine/check';
import { nearObject, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const serviceAccountMissing: Check = {
  code: 'MESH576',
  title: 'service account of a workload that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A pod runs as a ServiceAccount of its namespace, from which it gets its identity in the mesh. If the account does not exist, the API server refuses to create the pod: the workload stays without pods. Where no ServiceAccount of a namespace is among the files, but some of other namespaces are, this is a warning.',
  run(world, report) {
    // if the files contain no service account, all of them are probably defined elsewhere
    const withAccounts = new Set(world.all('ServiceAccount').map((a) => a.namespace));
    if (!withAccounts.size) return;
    for (const pod of world.pods(undefined)) {
      const name = pod.spec.serviceAccountName || pod.spec.serviceAccount;
      if (pod.made || !name || name === 'default' || !world.closed(pod.namespace)) continue;
      if (world.find('ServiceAccount', pod.namespace, name) || world.made.by('ServiceAccount', pod.namespace, name)) continue;
      const near = nearObject(world, 'ServiceAccount', pod.namespace, name);
      report(pod.item, {
        pointer: `${pod.pointer}/${pod.spec.serviceAccountName ? 'serviceAccountName' : 'serviceAccount'}`,
        severity: withAccounts.has(pod.namespace) ? Severity.ERROR : Severity.WARNING,
        message: `ServiceAccount ${pod.namespace}/${name} is not defined${knownOnlyIf(true)}: the API server refuses to create ${pod.template ? 'pods of this workload' : 'this pod'}`,
        fix: near?.namespace === pod.namespace ? orNear(near, '') : `create ServiceAccount ${name} in namespace ${pod.namespace}${near ? ` (${near.why})` : ''}`,
      });
    }
  },
};
