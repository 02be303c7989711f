import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { inMesh } from '../workload/_in-mesh';

// a gateway's listeners come from its Gateways, not from the Services in front of it
const isGateway = (pod: Pod): boolean => pod.spec.containers?.every((c) => c.name === 'istio-proxy') ?? false;

/** Deployments in the mesh with the Services in front of them, if those have several ports together. */
export const behindSeveral = (world: World): readonly { pod: Pod; services: readonly ItemOf<'Service'>[] }[] => world.once(behindSeveral, () => {
  const out: { pod: Pod; services: readonly ItemOf<'Service'>[] }[] = [];
  for (const pod of world.pods(undefined)) {
    if (pod.item.key !== 'Deployment' || pod.item.labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller') continue;
    const services = servicesOf(world, pod);
    let ports = 0;
    for (const s of services) ports += s.spec.ports?.length ?? 0;
    if (ports > 1 && !isGateway(pod) && inMesh(world, pod)) out.push({ pod, services });
  }
  return out;
});

export const names = (services: Iterable<ItemOf<'Service'>>): string => [...services].map((s) => s.name).sort().join(', ');
