import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { isEmpty, matches, type Labels } from '../../../world/selector';
import type { World } from '../../../world/world';

export type Mode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';
type Pa = ItemOf<'PeerAuthentication'>;

/** The first policy of each pod that is selected, and of each namespace with a namespace-wide policy: the oldest would win. */
const index = (world: World) => world.once('peerAuthentications', () => {
  const pods = new Map<Pod, Pa>();
  const wide = new Map<string, Pa>();
  for (const pa of world.all('PeerAuthentication')) {
    const labels = pa.spec.selector?.matchLabels;
    if (isEmpty(labels)) {
      if (!wide.has(pa.namespace)) wide.set(pa.namespace, pa);
    } else {
      for (const pod of world.pods(labels, pa.namespace)) if (!pods.has(pod)) pods.set(pod, pa);
    }
  }
  return { pods, wide };
});
const mode = (m: string | undefined): Mode | undefined => (m === 'DISABLE' || m === 'PERMISSIVE' || m === 'STRICT' ? m : undefined);

/** The mutual TLS mode of a pod on a port, and the policy that sets it. */
export function effective(world: World, pod: Pod, port?: number): { mode: Mode; policy?: Pa } {
  return resolved(world, pod.namespace, index(world).pods.get(pod), port);
}

/** The same for a workload that is no pod, like a WorkloadEntry. */
export function effectiveFor(world: World, { namespace, labels }: { readonly namespace: string; readonly labels: Labels }, port?: number): { mode: Mode; policy?: Pa } {
  const own = world.all('PeerAuthentication').find((pa) => pa.namespace === namespace && !isEmpty(pa.spec.selector?.matchLabels) && matches(pa.spec.selector?.matchLabels, labels));
  return resolved(world, namespace, own, port);
}

/** The mode that the policy of a workload, of its namespace or of the mesh sets, in this order. */
function resolved(world: World, namespace: string, own: Pa | undefined, port: number | undefined): { mode: Mode; policy?: Pa } {
  const { wide } = index(world);
  const onPort = port !== undefined ? mode(own?.spec.portLevelMtls?.[String(port)]?.mode) : undefined;
  if (onPort) return { mode: onPort, policy: own };
  for (const policy of [own, wide.get(namespace), wide.get(world.mesh.rootNamespace)]) {
    const m = mode(policy?.spec.mtls?.mode);
    if (m) return { mode: m, policy };
  }
  return { mode: 'PERMISSIVE' };
}
