import type { Item, ItemOf } from '../../../world/item';
import { type Pod, portOf } from '../../../world/pods';
import { isOpaque, servicePortProtocol } from '../../../world/protocol';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { gatewaysOf, podPorts, servesHttp } from '../gateway/_served-ports';

/** The label of the pods of a Gateway API Gateway, whose listeners determine the protocols. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Ports on which a pod receives plain TCP: by the servers of its Gateways if it is a gateway, else by the Services in front of it. */
export function* opaquePorts(world: World, pod: Pod): Iterable<{ readonly port: number; readonly by: Item }> {
  const gateways = gatewaysOf(world, pod);
  if (gateways.length) {
    for (const gateway of gateways) {
      for (const server of gateway.spec.servers ?? []) {
        if (server.port?.number === undefined || servesHttp(server)) continue;
        for (const port of podPorts(world, pod, server.port.number)) yield { port, by: gateway };
      }
    }
    return;
  }
  // if the Gateways of a gateway are missing here, its Service does not show the protocols of its listeners
  if (isGatewayPod(pod)) return;
  for (const service of servicesOf(world, pod)) {
    for (const p of service.spec.ports ?? []) {
      if (!isOpaque(servicePortProtocol(p)) || (p.protocol ?? 'TCP') !== 'TCP' || p.port === undefined) continue;
      const number = portOf(pod, p.targetPort ?? p.port);
      if (number !== undefined) yield { port: number, by: service };
    }
  }
}

/** Whether a pod is just a proxy: its one container is istio-proxy, or it is labelled as the pod of a Gateway. */
export function isGatewayPod(pod: Pod): boolean {
  const { containers = [] } = pod.spec;
  return pod.labels[GATEWAY_NAME] !== undefined || /\bgateway\b/.test(String(pod.annotations['inject.istio.io/templates'] ?? '')) || (containers.length === 1 && containers[0].name === 'istio-proxy');
}

/** Ports of a Service that a waypoint treats as plain TCP. */
export function* opaqueServicePorts(service: ItemOf<'Service'> | undefined): Iterable<readonly [number, Item]> {
  for (const p of service?.spec.ports ?? []) if (p.port !== undefined && isOpaque(servicePortProtocol(p)) && (p.protocol ?? 'TCP') === 'TCP') yield [p.port, service!];
}
