import { sourceOf } from './age';
import type { Assumption, ProxyClass } from './form';
import type { MeshSettings } from './mesh';
import type { Labels } from './resources';
import type { Item } from '../world/item';
import { matches } from '../world/selector';
import type { World } from '../world/world';

interface Attached {
  readonly workloadSelector?: { readonly labels?: Labels };
  readonly selector?: { readonly matchLabels?: Labels };
  readonly targetRefs?: readonly unknown[];
  readonly targetRef?: unknown;
}

/** What the form of a class of proxies takes for granted, since the compiler doesn't read it. */
export function assumptionsOf(world: World, mesh: MeshSettings, proxies: ProxyClass): Assumption[] {
  const out: Assumption[] = [];
  const add = (kind: string, text: string, about?: Item): void => {
    out.push({ kind, text, ...(about ? { about: sourceOf(about) } : {}) });
  };
  const applies = (item: Item): boolean => {
    const spec = item.spec as Attached;
    if (item.namespace !== proxies.namespace && item.namespace !== mesh.rootNamespace) return false;
    if (spec.targetRef || spec.targetRefs?.length) return false;
    return matches(spec.workloadSelector?.labels ?? spec.selector?.matchLabels, proxies.labels);
  };
  for (const item of world.all('EnvoyFilter')) if (applies(item)) add('envoy-filter', 'the patches of this EnvoyFilter are not applied', item);
  for (const item of world.all('WasmPlugin')) if (applies(item)) add('wasm', 'what this plugin does to requests is not known', item);
  for (const item of world.all('TrafficExtension')) if (applies(item)) add('extension', 'what this extension does to requests is not known', item);
  for (const key of ['BackendTLSPolicy', 'XBackendTrafficPolicy', 'InferencePool'] as const) {
    for (const item of world.all(key)) add('gateway-api', `what this ${key} changes is not compiled`, item);
  }
  for (const item of world.all('ServiceEntry')) {
    if ((item.spec as { readonly resolution?: string }).resolution === 'DYNAMIC_DNS') add('dynamic-dns', 'names of this ServiceEntry are resolved at run time: its clusters are not compiled', item);
  }
  const roundRobin = new Set<string>();
  for (const item of world.all('ServiceEntry')) if ((item.spec as { readonly resolution?: string }).resolution === 'DNS_ROUND_ROBIN') for (const h of item.spec.hosts ?? []) roundRobin.add(h);
  for (const item of world.all('ServiceEntry')) {
    const several = (item.spec.endpoints?.length ?? 0) > 1 || item.spec.workloadSelector !== undefined || (item.spec.hosts ?? []).some((h) => world.registry.same(h).length > 1);
    if (several && (item.spec.hosts ?? []).some((h) => roundRobin.has(h))) add('round-robin', 'of the endpoints of a host with resolution DNS_ROUND_ROBIN, the one that is resolved is a guess', item);
  }
  if (mesh.outboundMode === 'ALLOW_ANY_DYNAMIC_DNS') add('dynamic-dns', 'unknown hosts are resolved at run time (ALLOW_ANY_DYNAMIC_DNS): whether a name resolves is not known');
  if (mesh.narrowServiceEntries) add('visibility', 'serviceEntryVisibility of the mesh configuration may hide ServiceEntries from this proxy');
  if (mesh.httpProxyPort) add('http-proxy', 'istiod chooses at random which port of a service answers to its bare names at the port of the HTTP proxy');
  if (world.options.istioVersion !== undefined && world.options.istioVersion !== '1.31') {
    add('istio-version', `the compiler is proved for Istio 1.31; for ${world.options.istioVersion} its answers are not proved`);
  }
  return out;
}
