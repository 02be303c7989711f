import type { Pod } from '../world/pods';
import type { World } from '../world/world';

const AGENT = 'cloud.google.com/';

/** Why what a workload sends can't be told: its proxies are told by a control plane whose kinds are not compiled. */
export function opaqueOf(pod: Pod, world: World): string | undefined {
  const meshes = world.ofKind('networkservices.cnrm.cloud.google.com', 'NetworkServicesMesh');
  const agent = Object.keys(pod.annotations).some((a) => a.startsWith(AGENT));
  return meshes.length > 0 || agent ? 'the proxies of this workload are configured by Traffic Director, whose service routing is not compiled' : undefined;
}
