import { MULTI_CLUSTER, planes } from './_clusters';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const CLUSTER = 'networking.istio.io/cluster';

export const remoteSecretUnread: Check = {
  code: 'MESH710',
  title: 'remote secret that no control plane reads',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'istiod reads the credentials of other clusters from Secrets of its own namespace with the label `istio/multiCluster: "true"`. A remote secret in another namespace, or without the label, is never read: '
    + 'services and endpoints of that cluster remain unknown, and nothing reports it.',
  run(world, report) {
    const homes = new Set(planes(world).map((d) => d.namespace));
    const known = homes.size > 0;
    if (!known) homes.add(world.mesh.rootNamespace);
    for (const secret of world.all('Secret')) {
      const labelled = secret.labels[MULTI_CLUSTER] === 'true';
      if (!labelled && !secret.name.startsWith('istio-remote-secret-') && secret.annotations[CLUSTER] === undefined) continue;
      const home = [...homes].sort().join(' or ');
      const cluster = secret.annotations[CLUSTER] ?? Object.keys({ ...secret.spec.data, ...secret.spec.stringData })[0];
      const lost = `the services and endpoints of ${cluster === undefined ? 'its cluster' : `cluster ${cluster}`} remain unknown here`;
      if (!labelled) {
        const similar = Object.keys(secret.labels).find((l) => l.toLowerCase() === MULTI_CLUSTER.toLowerCase());
        report(secret, {
          pointer: '/metadata/labels',
          severity: world.closed(secret.namespace) ? Severity.ERROR : Severity.WARNING,
          message: `the label ${MULTI_CLUSTER}: "true" is missing${similar === undefined ? '' : ` (it has ${similar}: ${secret.labels[similar]})`}, but istiod reads no remote secret without it: ${lost}`,
          fix: `label the Secret ${MULTI_CLUSTER}: "true"`,
        });
      }
      if (homes.has(secret.namespace)) continue;
      report(secret, {
        pointer: '/metadata/namespace',
        severity: !world.closed(secret.namespace) || !secret.namespaceGiven ? Severity.INFO : known ? Severity.ERROR : Severity.WARNING,
        message: `istiod reads remote secrets in its own namespace, ${home}, but this one is in ${secret.namespace}: ${lost}`,
        fix: `move the Secret to ${home}`,
        related: planes(world),
      });
    }
  },
};
