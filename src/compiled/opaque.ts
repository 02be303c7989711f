import type { Pod } from '../world/pods';
import type { World } from '../world/world';

const AGENT = 'cloud.google.com/';

/** Why the outcome of a workload's requests is unknown: its proxies are configured by a control plane whose kinds are not evaluated. */
export function opaqueOf(pod: Pod, world: World): string | undefined {
  const meshes = world.ofKind('networkservices.cnrm.cloud.google.com', 'NetworkServicesMesh');
  const agent = Object.keys(pod.annotations).some((a) => a.startsWith(AGENT));
  return meshes.length > 0 || agent ? 'the proxies of this workload are configured by Traffic Director, whose service routing is not evaluated' : undefined;
}
