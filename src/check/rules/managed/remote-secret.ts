import { managed, trafficDirector } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { remoteSecrets } from '../fleet/_clusters';

export const managedRemoteSecret: Check = {
  code: 'MESH716',
  title: 'remote secret in a mesh that Google manages',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The clusters of a managed mesh find each other by their fleet. Traffic Director reads no remote secrets, and a cluster with one is not moved to it from managed istiod.',
  run(world, report) {
    if (!managed(world)) return;
    for (const { secret, keys } of remoteSecrets(world)) {
      report(secret, {
        pointer: '/metadata/labels/istio~1multiCluster',
        severity: trafficDirector(world) === 'serves' ? Severity.ERROR : Severity.WARNING,
        message: `clusters of a managed mesh find each other by the fleet: the secret of cluster ${keys.join(', ') || 'that it names'} is not read by Traffic Director, and keeps this cluster from moving to it`,
        fix: 'register both clusters with one fleet and delete the Secret (istioctl and asmcli write it; Google needs none)',
      });
    }
  },
};
