import { NETWORK_LABEL, networkGateways, networkOf } from './_clusters';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const networkOfGateway: Check = {
  code: 'MESH713',
  title: 'cluster whose pods are of another network than its gateway',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The label `topology.istio.io/network` of the system namespace says which network the pods of a cluster are in, that of a gateway\'s Service which network it leads into. Where they differ, the pods are of a network that has no gateway: '
    + 'other clusters call them by their addresses, which are not reachable from there.',
  run(world, report) {
    const network = networkOf(world);
    const gateways = networkGateways(world);
    if (network === undefined || !gateways.length || gateways.some((g) => g.network === network)) return;
    const system = world.namespace(world.mesh.rootNamespace)!;
    report(system, {
      pointer: '/metadata/labels/topology.istio.io~1network',
      message: `the pods of this cluster are of network ${network}, and its gateway ${gateways.map((g) => `${g.item.kind} ${g.item.namespace}/${g.item.name}`).join(', ')} leads into ${gateways.map((g) => g.network).join(', ')}: other networks call the pods by addresses that they can't reach`,
      fix: `write the same ${NETWORK_LABEL} at both, the name of this cluster's network`,
      related: gateways.map((g) => g.item),
    });
  },
};
