import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const GKE = 'networking.gke.io';

export const loadBalancerPath: Check = {
  code: 'MESH721',
  title: 'path or cluster of a multi-cluster load balancer in an impossible form',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Paths of a MultiClusterIngress begin with a slash, as those of the URL map that GKE makes from it; a cluster in a MultiClusterService is `LOCATION/NAME`. With any other form GKE does not create the load balancer, or the Service has no backends in the cluster.',
  run(world, report) {
    for (const ingress of world.ofKind(GKE, 'MultiClusterIngress')) {
      for (const { pointer, value } of at(ingress.object, 'spec.template.spec.rules[*].http.paths[*].path')) {
        if (typeof value !== 'string' || value === '' || value.startsWith('/')) continue;
        report(ingress, { pointer, message: `path '${value}' does not begin with a slash: GKE creates no load balancer for MultiClusterIngress ${nameOf(ingress)}`, fix: `use /${value}` });
      }
    }
    for (const service of world.ofKind(GKE, 'MultiClusterService')) {
      for (const { pointer, value } of at(service.object, 'spec.clusters[*].link')) {
        if (typeof value !== 'string' || /^[^/]+\/[^/]+$/.test(value)) continue;
        report(service, { pointer, message: `'${value}' is not the location and the name of a cluster: MultiClusterService ${nameOf(service)} has no backends there`, fix: `use LOCATION/${value.split('/').pop() || 'NAME'}, like europe-west1/${value.split('/').pop() || 'NAME'}` });
      }
    }
  },
};
