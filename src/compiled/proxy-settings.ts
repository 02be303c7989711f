import { sourceOf } from './age';
import type { Assumption, ProxyClass } from './form';
import { readYaml } from '../grammar/yaml';
import type { Item } from '../world/item';
import type { World } from '../world/world';

interface Topology { readonly numTrustedProxies?: number; readonly proxyProtocol?: unknown }
interface Settings { readonly gatewayTopology?: Topology }

const ANNOTATION = 'proxy.istio.io/config';

/** Settings of gateway proxies that affect requests and that the compiler doesn't read: those of their pods, else those of the mesh. */
export function gatewayTopology(world: World, { namespace, labels, workloads }: ProxyClass): Assumption[] {
  const pods = world.pods(labels, namespace).filter((p) => workloads.includes(p.name));
  const own = pods.flatMap((p): readonly (readonly [Topology, Item])[] => {
    const topology = settingsOf(p.annotations[ANNOTATION])?.gatewayTopology;
    return topology ? [[topology, p.item]] : [];
  });
  const mesh = (world.mesh.config.defaultConfig as Settings | undefined)?.gatewayTopology;
  return own.length ? own.flatMap(([topology, item]) => texts(topology, item)) : mesh ? texts(mesh, world.mesh.item) : [];
}

function texts({ numTrustedProxies = 0, proxyProtocol }: Topology, item: Item | undefined): Assumption[] {
  const source = item ? { about: sourceOf(item) } : {};
  return [
    ...(proxyProtocol === undefined ? [] : [{ kind: 'proxy-protocol', text: 'clients of this gateway send the PROXY protocol, as gatewayTopology.proxyProtocol requires', ...source }]),
    ...(Number(numTrustedProxies) > 0 ? [{ kind: 'trusted-proxies', text: `x-forwarded-proto, which the gateway trusts (numTrustedProxies: ${numTrustedProxies}), matches the connection`, ...source }] : []),
  ];
}

function settingsOf(text: string | undefined): Settings | undefined {
  if (text === undefined) return undefined;
  try {
    const settings = readYaml(text);
    return typeof settings === 'object' && settings !== null ? settings : undefined;
  } catch {
    return undefined; // reported by the checks
  }
}
