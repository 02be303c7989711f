import type { CompiledProxy, VirtualHost } from '../../../compiled/form';
import { classOf } from '../../../compiled/proxy-kind';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { compiledMesh } from '../traffic/_compiled';

/** Of more pods than these, one stands for its namespace. */
const FEW = 20;

/** The domains of the outbound virtual hosts of sidecars; undefined if one of them has routes that the compiled mesh does not know. */
export function outboundDomains(world: World, pods: readonly Pod[]): ReadonlySet<string> | undefined {
  const examples = pods.length > FEW ? [...new Map(pods.map((pod) => [pod.namespace, pod])).values()] : pods;
  const sidecars = new Set(examples.map((pod) => classOf(pod, world)).filter(({ kind }) => kind === 'sidecar').map((c) => compiledMesh(world).proxy(c)));
  if ([...sidecars].some(({ opaque }) => opaque !== undefined)) return undefined;
  return new Set([...sidecars].flatMap(outboundHosts).flatMap(({ domains }) => domains));
}

const outboundHosts = (proxy: CompiledProxy): readonly VirtualHost[] =>
  proxy.routeConfigurationNames.filter((name) => !name.startsWith('inbound|')).flatMap((name) => proxy.routeConfiguration(name)?.virtualHosts ?? []);
