import { clusterId, remoteSecrets } from './_clusters';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const remoteSecretCluster: Check = {
  code: 'MESH711',
  title: 'remote secret with a different cluster name than the cluster\'s own',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The key of a remote secret is the name that a control plane uses for the cluster. If the control plane of that cluster uses a different name for itself (`CLUSTER_ID`, `global.multiCluster.clusterName`), its proxies and its endpoints have different cluster names: '
    + 'cluster-local services, locality by cluster and `fromRegistry` of the networks don\'t work, and metrics show two clusters.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      const others = worlds.filter((w) => w !== world).map((w) => ({ cluster: w.options.cluster ?? '', id: clusterId(w) }));
      const secrets = remoteSecrets(world);
      const taken = new Set(secrets.flatMap(({ keys }) => keys));
      for (const { secret, keys } of secrets) {
        for (const key of keys) {
          const named = others.find((o) => o.cluster === key && o.id !== undefined && o.id !== key && !taken.has(o.id));
          // if all other clusters are known, a name that none of them has belongs to the one that no secret names
          const free = others.filter((o) => o.id !== undefined && !taken.has(o.id));
          const sure = world.options.complete === true && others.every((o) => o.id !== undefined) && !others.some((o) => o.id === key || o.cluster === key) && key !== clusterId(world);
          const meant = named ?? (sure && free.length === 1 ? free[0] : undefined);
          if (!meant?.id) continue;
          report(secret, {
            pointer: pointer(secret.spec.stringData?.[key] === undefined ? 'data' : 'stringData', key),
            message: `the control plane of cluster ${meant.cluster} uses the name ${meant.id} (CLUSTER_ID), but this secret uses ${key}: its endpoints and proxies have different cluster names, and per-cluster settings don't apply`,
            fix: `rename the key to ${meant.id} (istioctl create-remote-secret --name=${meant.id}), or set global.multiCluster.clusterName of that cluster to ${key}`,
          });
        }
      }
    }
  },
};
