import type { ProxyClass } from './form';
import { inAmbient, injectSetting } from '../world/in-mesh';
import { containersOf, serviceAccountOf, type Pod } from '../world/pods';
import { GATEWAY_NAME } from '../world/waypoints';
import type { World } from '../world/world';

const GATEWAY_CLASS = 'gateway.networking.k8s.io/gateway-class-name';

/** The type of a pod's proxy: a gateway if it was injected as one, created by a control plane for a Gateway, or runs as a router; else a sidecar. */
export function kindOf(pod: Pod): ProxyClass['kind'] {
  const { labels, annotations } = pod;
  if (labels[GATEWAY_NAME] !== undefined) {
    const waypoint = labels[GATEWAY_CLASS] === 'istio-waypoint' || labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller';
    return waypoint ? 'waypoint' : 'gateway';
  }
  const templates = annotations['inject.istio.io/templates']?.split(',').map((t) => t.trim()) ?? [];
  if (templates.includes('gateway')) return 'gateway';
  if (templates.includes('waypoint')) return 'waypoint';
  const args = containersOf(pod).flatMap((c) => (Array.isArray(c.args) ? c.args as readonly unknown[] : []));
  return args.includes('router') ? 'gateway' : args.includes('waypoint') ? 'waypoint' : 'sidecar';
}

/** The class of the proxies of a workload's pods: ztunnel's, in ambient mode. */
export function classOf(pod: Pod, world: World): ProxyClass {
  const kind = kindOf(pod);
  const { namespace, labels, name } = pod;
  return { kind: kind === 'sidecar' && isAmbient(pod, world) ? 'ztunnel' : kind, namespace, labels, serviceAccount: serviceAccountOf(pod), workloads: [name] };
}

/** A pod that requests a sidecar has one, whatever its namespace sets. */
const isAmbient = (pod: Pod, world: World): boolean =>
  injectSetting(pod) !== 'true' && inAmbient(world, pod);
