import type { ItemOf } from '../../../world/item';
import { servicePortProtocol } from '../../../world/protocol';
import type { World } from '../../../world/world';
import { isControlPlane } from '../workload/_in-mesh';

const MANAGED = new Set(['istio.io-gateway-controller', 'istio.io-mesh-controller', 'istio.io-eastwest-controller']);

export function* ports(world: World) {
  for (const service of world.all('Service')) {
    if (isControlPlane(service) || service.namespace.startsWith('kube-') || MANAGED.has(service.labels['gateway.istio.io/managed'])) continue;
    for (const [index, port] of (service.spec.ports ?? []).entries()) yield { service, port, index, external: service.spec.type === 'ExternalName' };
  }
}

export const unnamed = (port: NonNullable<ItemOf<'Service'>['spec']['ports']>[number]): boolean => servicePortProtocol(port) === 'Unsupported';
