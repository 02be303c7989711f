/** The parts of a waypoint's configuration that affect requests, as plain values: istiod's, and ours. */
import { OBJECTS, WAYPOINTS } from './world';
import { WaypointProxy } from '../../src/compiled/ambient/waypoint-proxy';
import type { CompiledProxy, NetworkFilter, Route } from '../../src/compiled/form';
import { MeshModel } from '../../src/compiled/model';
import { World } from '../../src/world/world';
import type { XdsAnswer } from '../compiled/comparison';
import { Istiod } from '../compiled/oracle';

interface PlainRoute {
  readonly name: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly clusters: readonly (readonly [string, number])[];
  readonly rewrite: string;
  readonly timeout: number;
  readonly retries: number;
  readonly mirrors: readonly string[];
  readonly hash: readonly string[];
  readonly abort: boolean;
}
export interface PlainWaypoint {
  readonly clusters: readonly string[];
  /** by the name of the filter chain: the routes of HTTP, the clusters of TCP */
  readonly chains: Readonly<Record<string, readonly PlainRoute[] | readonly (readonly [string, number])[]>>;
}

const ISTIO = /(^|\.)istio\.io\//;
/** Clusters and chains for the traffic between a waypoint and ztunnels, whatever the services. */
const OWN = /^(?:main_internal|encap|connect_originate|direct-(?:tcp|http)|BlackHoleCluster)$/;

export async function askIstiod(program: string): Promise<PlainWaypoint[]> {
  const istiod = new Istiod(program, { PILOT_ENABLE_AMBIENT: 'true' });
  try {
    const answer = await istiod.ask({
      id: 'ambient',
      kubernetes: OBJECTS.filter((o) => !ISTIO.test(o.apiVersion)).map((o) => JSON.stringify(o)).join('\n---\n'),
      istio: OBJECTS.filter((o) => ISTIO.test(o.apiVersion)).map((o) => JSON.stringify(o)),
      meshConfig: '',
      proxies: WAYPOINTS.map((w) => ({ ...w, type: 'waypoint', serviceAccount: 'default' })),
    });
    if (answer.error !== undefined || !answer.proxies) throw new Error(`istiod doesn't answer: ${answer.error ?? 'no proxies'}`);
    return answer.proxies.map(ofIstiod);
  } finally {
    istiod.close();
  }
}

function ofIstiod({ clusters = [], listeners = [] }: XdsAnswer): PlainWaypoint {
  const chains = listeners.find((l) => l.name === 'main_internal').filterChains.filter((c: any) => !OWN.test(c.name)).map((c: any) => [c.name, filterOfIstiod(c.filters.at(-1).typedConfig)]);
  return { clusters: clusters.map((c) => c.name as string).filter((n) => n.startsWith('inbound-vip')).sort(), chains: Object.fromEntries(chains.sort()) };
}

function filterOfIstiod(filter: any): PlainWaypoint['chains'][string] {
  if (!filter.routeConfig) return filter.cluster ? [[filter.cluster, 1]] : filter.weightedClusters.clusters.map((c: any) => [c.name, c.weight]);
  return filter.routeConfig.virtualHosts.flatMap((v: any) => v.routes).map(({ name = '', match, route, typedPerFilterConfig }: any): PlainRoute => ({
    name,
    path: match.prefix ?? match.path ?? match.pathSeparatedPrefix ?? '',
    headers: (match.headers ?? []).map((h: any) => h.name),
    clusters: route.cluster ? [[route.cluster, 1]] : route.weightedClusters.clusters.map((c: any) => [c.name, c.weight]),
    rewrite: route.prefixRewrite ?? '',
    timeout: Number.parseFloat(route.timeout) * 1000,
    retries: route.retryPolicy?.numRetries ?? 0,
    mirrors: (route.requestMirrorPolicies ?? []).map((m: any) => m.cluster),
    hash: (route.hashPolicy ?? []).map((h: any) => h.header?.headerName ?? ''),
    abort: typedPerFilterConfig?.['envoy.filters.http.fault'] !== undefined,
  }));
}

/** The same from our compiler. */
export function ours(): PlainWaypoint[] {
  const model = new MeshModel(new World(OBJECTS.map((object) => ({ object, origin: {} })), { complete: true }));
  return WAYPOINTS.map((w) => ofOurs(new WaypointProxy(model, { kind: 'waypoint', namespace: w.namespace, labels: w.labels, serviceAccount: 'default', workloads: [w.name] })));
}

function ofOurs(proxy: CompiledProxy): PlainWaypoint {
  const chains = proxy.listeners.flatMap((l) => l.filterChains.map((c) => [c.name!, filterOfOurs(c.filter)] as const));
  return { clusters: proxy.clusterNames.filter((n) => n.startsWith('inbound-vip')).sort(), chains: Object.fromEntries(chains.sort()) };
}

function filterOfOurs(filter: NetworkFilter): PlainWaypoint['chains'][string] {
  if (filter.kind === 'tcp') return filter.clusters.map((c) => [c.name, c.weight ?? 1] as const);
  return filter.routeConfig!.virtualHosts.flatMap((v) => v.routes).map(routeOfOurs);
}

function routeOfOurs({ name = '', match, action, fault }: Route): PlainRoute {
  if (action.kind !== 'forward') throw new Error(`a route of this world forwards, got ${action.kind}`);
  return {
    name,
    path: match.path.value,
    headers: (match.headers ?? []).map((h) => h.name),
    clusters: action.clusters.map((c) => [c.name, c.weight ?? 1] as const),
    rewrite: action.prefixRewrite ?? '',
    timeout: action.timeout ?? 0,
    retries: action.retryPolicy?.numRetries ?? 0,
    mirrors: (action.mirrors ?? []).map((m) => m.cluster),
    hash: (action.hashPolicy ?? []).map((h) => h.name ?? ''),
    abort: fault?.abort !== undefined,
  };
}
