import { readYaml } from '../../../grammar/yaml';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';

/** How many proxies in front of it a gateway's pod trusts: from the pod's own configuration, else the mesh's. */
export function trustedProxies(world: World, pod: Pod | undefined): number {
  const own = pod && ofAnnotation(pod.annotations['proxy.istio.io/config']);
  return own ?? world.mesh.config.defaultConfig?.gatewayTopology?.numTrustedProxies ?? 0;
}

function ofAnnotation(text: string | undefined): number | undefined {
  if (text === undefined || !text.includes('numTrustedProxies')) return undefined;
  try {
    const config = readYaml(text) as { gatewayTopology?: { numTrustedProxies?: unknown } } | null;
    const count = Number(config?.gatewayTopology?.numTrustedProxies);
    return Number.isFinite(count) ? count : undefined;
  } catch {
    return undefined; // guaranteed by the schema
  }
}
