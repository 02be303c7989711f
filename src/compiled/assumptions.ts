import { sourceOf } from './age';
import { isFor } from './attached';
import type { Assumption, ProxyClass } from './form';
import { ingressAssumptions } from './ingresses';
import type { MeshSettings } from './mesh';
import { networkAssumptions } from './network-policies';
import { gatewayTopology } from './proxy-settings';
import { hasProxy, injected, injectSetting } from '../world/in-mesh';
import type { Item } from '../world/item';
import type { Pod } from '../world/pods';
import type { World } from '../world/world';

export const about = (kind: string, text: string, item?: Item): Assumption => ({ kind, text, ...(item ? { about: sourceOf(item) } : {}) });

/** The assumptions of the form for a class of proxies about settings that the compiler doesn't read. */
export function assumptionsOf(world: World, mesh: MeshSettings, proxies: ProxyClass): Assumption[] {
  return [
    ...extensions(world, mesh, proxies),
    ...world.all('InferencePool').map((item) => about('gateway-api', 'the effect of this InferencePool is not evaluated', item)),
    ...ofEntries(world),
    ...ofPods(world, proxies),
    ...ofSettings(world, mesh, proxies),
    ...ingressAssumptions(world, proxies),
    // traffic that arrives at a workload depends on its senders; traffic that arrives at a gateway comes from outside
    ...networkAssumptions(world, [proxies], 'Egress', ...(proxies.kind === 'gateway' ? ['Ingress'] as const : [])),
  ];
}

/** Extensions of a class's proxies, which are not evaluated. */
export function extensions(world: World, mesh: MeshSettings, proxies: ProxyClass): Assumption[] {
  const of = (key: 'EnvoyFilter' | 'WasmPlugin' | 'TrafficExtension') => world.all(key).filter((item) => isFor(item, proxies, mesh));
  return [
    ...of('EnvoyFilter').map((item) => about('envoy-filter', 'the patches of this EnvoyFilter are not applied', item)),
    ...of('WasmPlugin').map((item) => about('wasm', 'the effect of this plugin on requests is unknown', item)),
    ...of('TrafficExtension').map((item) => about('extension', 'the effect of this extension on requests is unknown', item)),
  ];
}

function ofEntries(world: World): Assumption[] {
  const resolution = (item: Item) => (item.spec as { readonly resolution?: string }).resolution;
  const entries = world.all('ServiceEntry');
  const roundRobin = new Set(entries.filter((item) => resolution(item) === 'DNS_ROUND_ROBIN').flatMap((item) => item.spec.hosts ?? []));
  return entries.flatMap((item) => {
    const hosts = item.spec.hosts ?? [];
    const several = (item.spec.endpoints?.length ?? 0) > 1 || item.spec.workloadSelector !== undefined || hosts.some((h) => world.registry.same(h).length > 1);
    return [
      ...(resolution(item) === 'DYNAMIC_DNS' ? [about('dynamic-dns', 'the hosts of this ServiceEntry are resolved at run time: whether a name resolves is unknown', item)] : []),
      ...(several && hosts.some((h) => roundRobin.has(h)) ? [about('round-robin', 'which endpoint of a host with resolution DNS_ROUND_ROBIN is used is a guess', item)] : []),
    ];
  });
}

/** Annotations that make connections bypass the sidecar. */
const AROUND = ['includeOutboundPorts', 'excludeOutboundPorts', 'includeOutboundIPRanges', 'excludeOutboundIPRanges', 'excludeInterfaces'].map((name) => `traffic.sidecar.istio.io/${name}`);

/** Proxy settings of pods. */
function ofPods(world: World, { kind, namespace, labels, workloads }: ProxyClass): Assumption[] {
  if (kind !== 'sidecar') return [];
  const pods = world.pods(labels, namespace).filter((p) => workloads.includes(p.name));
  return pods.flatMap((pod) => [
    ...AROUND.flatMap((name) => (pod.annotations[name] ? [about('interception', `connections that bypass the sidecar (${name}: ${pod.annotations[name]}) go where the client sends them`, pod.item)] : [])),
    ...(withoutSidecar(world, pod) ? [about('injection', `${namespace}/${pod.name} is assumed to have a sidecar, although neither its labels nor those of its namespace enable injection`, pod.item)] : []),
  ]);
}

/** Whether a pod certainly gets no sidecar, according to the files. */
function withoutSidecar(world: World, pod: Pod): boolean {
  const own = injectSetting(pod);
  if (own !== undefined || hasProxy(pod) || pod.labels['istio.io/rev'] !== undefined) return own === 'false' && !hasProxy(pod);
  const space = world.namespace(pod.namespace);
  return space !== undefined && !injected(space) && world.options.enrolled?.[pod.namespace] === undefined;
}

function ofSettings(world: World, mesh: MeshSettings, proxies: ProxyClass): Assumption[] {
  const { options: { istioVersion } } = world;
  return [
    ...(mesh.outboundMode === 'ALLOW_ANY_DYNAMIC_DNS' ? [about('dynamic-dns', 'unknown hosts are resolved at run time (ALLOW_ANY_DYNAMIC_DNS): whether a name resolves is unknown')] : []),
    ...(mesh.narrowServiceEntries ? [about('visibility', 'serviceEntryVisibility of the mesh configuration may hide ServiceEntries from this proxy')] : []),
    ...(mesh.httpProxyPort ? [about('http-proxy', 'istiod chooses at random which port of a service its host names without a port use on the HTTP proxy port')] : []),
    ...(istioVersion !== undefined && istioVersion !== '1.31' ? [about('istio-version', `the compiler is verified for Istio 1.31; for ${istioVersion} its answers are not verified`)] : []),
    ...(proxies.kind === 'gateway' ? gatewayTopology(world, proxies) : []),
  ];
}
