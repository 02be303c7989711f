import { NETWORK_LABEL, networkGateways, networkOf } from './_clusters';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const networkOfGateway: Check = {
  code: 'MESH713',
  title: 'cluster whose pods are in a different network than its gateway',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The label `topology.istio.io/network` of the system namespace declares the network of a cluster\'s pods, that of a gateway\'s Service the network that it routes to. If they differ, the pods are in a network without a gateway: '
    + 'other clusters call them by their addresses, which are not reachable from there.',
  run(world, report) {
    const network = networkOf(world);
    const gateways = networkGateways(world);
    if (network === undefined || !gateways.length || gateways.some((g) => g.network === network)) return;
    const system = world.namespace(world.mesh.rootNamespace)!;
    report(system, {
      pointer: '/metadata/labels/topology.istio.io~1network',
      message: `the pods of this cluster are in network ${network}, but its gateway ${gateways.map((g) => `${g.item.kind} ${g.item.namespace}/${g.item.name}`).join(', ')} routes to ${gateways.map((g) => g.network).join(', ')}: other networks call the pods by addresses that they can't reach`,
      fix: `set the same ${NETWORK_LABEL} on both, the name of this cluster's network`,
      related: gateways.map((g) => g.item),
    });
  },
};
