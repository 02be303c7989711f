import { hasProxy, inAmbient, injectSetting, inMesh } from './_in-mesh';
import { taken } from './_injectors';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { isGatewayPod } from '../security/_opaque-ports';

/** Why a pod certainly has no proxy, as a clause for a message; undefined if it has one, or may have. */
export function withoutProxy(world: World, pod: Pod): string | undefined {
  if (pod.made || hasProxy(pod) || isGatewayPod(pod)) return undefined;
  if (pod.spec.hostNetwork) return 'it is on the host network';
  if (inAmbient(world, pod)) return undefined;
  const own = injectSetting(pod);
  if (own === 'false') return 'sidecar.istio.io/inject is "false"';
  if (inMesh(world, pod) || taken(world, pod.namespace, pod.labels)) return undefined;
  // namespaces are often labelled by hand
  return world.namespace(pod.namespace) && world.closed(pod.namespace) ? `namespace ${pod.namespace} is not injected` : undefined;
}
