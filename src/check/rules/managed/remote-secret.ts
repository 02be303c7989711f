import { managed, trafficDirector } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { remoteSecrets } from '../fleet/_clusters';

export const managedRemoteSecret: Check = {
  code: 'MESH716',
  title: 'remote secret in a mesh that Google manages',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The clusters of a managed mesh discover each other through their fleet. Traffic Director reads no remote secrets, and a cluster with one is not moved from managed istiod to Traffic Director.',
  run(world, report) {
    if (!managed(world)) return;
    for (const { secret, keys } of remoteSecrets(world)) {
      report(secret, {
        pointer: '/metadata/labels/istio~1multiCluster',
        severity: trafficDirector(world) === 'serves' ? Severity.ERROR : Severity.WARNING,
        message: `clusters of a managed mesh discover each other through the fleet: the remote secret${keys.length ? ` of cluster ${keys.join(', ')}` : ''} is not read by Traffic Director, and keeps this cluster from moving to it`,
        fix: 'register both clusters with one fleet and delete the Secret (istioctl and asmcli create it; a managed mesh does not need it)',
      });
    }
  },
};
