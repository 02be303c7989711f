import type { ItemOf } from '../../../world/item';
import { type Pod, portOf } from '../../../world/pods';
import { isHttp, parseProtocol } from '../../../world/protocol';
import { isEmpty, matches } from '../../../world/selector';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';

type Gateway = ItemOf<'Gateway'>;

/** The Gateways, in any namespace, whose selector matches a pod. */
export const gatewaysOf = (world: World, pod: Pod): readonly Gateway[] =>
  world.all('Gateway').filter((g) => !isEmpty(g.spec.selector) && matches(g.spec.selector, pod.labels));

/** The port numbers of a pod to which a port of its Services maps; the number itself if no Service has it. */
export function podPorts(world: World, pod: Pod, servicePort: number): readonly number[] {
  const found = servicesOf(world, pod).flatMap((s) => s.spec.ports ?? []).filter((p) => p.port === servicePort && (p.protocol ?? 'TCP') === 'TCP').flatMap((p) => {
    const number = portOf(pod, p.targetPort ?? p.port);
    return number === undefined ? [] : [number];
  });
  return found.length ? [...new Set(found)] : [servicePort];
}

/** Whether a server of a Gateway gets HTTP filters: for plain HTTP, or HTTPS that it terminates itself. */
export function servesHttp(server: NonNullable<Gateway['spec']['servers']>[number]): boolean {
  const protocol = (server.port?.protocol ?? '').toUpperCase();
  if (protocol === 'HTTPS') return server.tls?.mode !== 'PASSTHROUGH' && server.tls?.mode !== 'AUTO_PASSTHROUGH';
  return isHttp(parseProtocol(protocol));
}
