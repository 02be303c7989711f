import { clusterOf } from './_facts';
import { OWNER, shared } from './_namespaces-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const namespaceOwner: Check = {
  code: 'MESH922',
  title: 'namespace with an owner in some clusters',
  aliases: ['R-NS2'],
  severity: Severity.ERROR,
  explanation: 'A namespace that a team owns in one cluster has no owner in another: anyone who creates it there takes over the team\'s identities, services and roles.',
  runFleet(worlds, report) {
    for (const [a, where, b, here] of shared(worlds)) {
      for (const key of OWNER) {
        if ((a.labels[key] === undefined) === (b.labels[key] === undefined)) continue;
        const [item, cluster, other] = a.labels[key] === undefined ? [a, where, b] : [b, here, a];
        report(item, {
          pointer: '/metadata/labels',
          message: `namespace ${a.name} has no ${key} in ${clusterOf(cluster)}, but elsewhere its ${key} is ${other.labels[key]}: anyone who creates it there acts as that ${key}`,
          fix: `label it ${key}: ${other.labels[key]}, or remove it from ${clusterOf(cluster)}`,
          related: [other],
        });
      }
    }
  },
};
