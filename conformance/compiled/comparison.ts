/** Compares our compiled form of a proxy with istiod's, field by field. */
import { cluster, listener, routeConfiguration } from './projection';
import type { CompiledProxy } from '../../src/compiled/form';

/** A proxy's configuration as plain data without origins, in a fixed order. */
export interface Plain {
  readonly listeners: Readonly<Record<string, unknown>>;
  readonly routes: Readonly<Record<string, unknown>>;
  readonly clusters: Readonly<Record<string, unknown>>;
}

/** The output of the Go program for a proxy. */
export interface XdsAnswer { readonly listeners?: any[]; readonly routes?: any[]; readonly clusters?: any[]; readonly endpoints?: any[] }

export function plainOfIstiod(answer: XdsAnswer): Plain {
  const assignments = new Map((answer.endpoints ?? []).map((e) => [e.clusterName, e]));
  return {
    listeners: byName((answer.listeners ?? []).map(listener)),
    routes: byName((answer.routes ?? []).map(routeConfiguration)),
    clusters: byName((answer.clusters ?? []).map((c) => cluster(c, assignments.get(c.name)))),
  };
}

export function plainOfOurs(proxy: CompiledProxy): Plain {
  return {
    listeners: byName(proxy.listeners),
    routes: byName(proxy.routeConfigurationNames.map((n) => proxy.routeConfiguration(n)!)),
    clusters: byName(proxy.clusterNames.map((n) => proxy.cluster(n)!)),
  };
}

const byName = (list: readonly { readonly name: string }[]): Record<string, unknown> =>
  Object.fromEntries([...list].sort((a, b) => (a.name < b.name ? -1 : 1)).map((x) => [x.name, plain(x)]));

/** Members that xDS doesn't have, or whose order varies from run to run. */
const LEFT_OUT: ReadonlySet<string> = new Set(['find', 'origin', 'alsoFrom', 'service', 'endpointsKnown', 'labels', 'serviceAccount', 'workload', 'namespace', 'tlsMode', 'weight of endpoint', 'locality', 'network']);

function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const list = value.map((v) => plain(v, key));
    if (key === 'endpoints') return [...new Set(list.map((e: any) => `${e.address}:${e.port}`))].sort();
    // Envoy chooses chains by how specific they are, not by their order
    if (key === 'filterChains') return list.map((c) => [`${JSON.stringify((c as any).match)} ${JSON.stringify(c)}`, c] as const).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, c]) => c);
    if (key === 'queryParameters' || key === 'dynamicMetadata') return list.map((x) => JSON.stringify(x)).sort();
    // headers of one name come in any order
    if (key === 'headers') return list.map((x) => JSON.stringify(x)).sort();
    return list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const k of Object.keys(value).sort()) {
    const v = (value as Record<string, unknown>)[k];
    if (v !== undefined && !LEFT_OUT.has(k)) out[k] = plain(v, k);
  }
  return out;
}

/** The differences of two values: paths with istiod's and our value. */
export function differences(istiod: unknown, ours: unknown, at = ''): string[] {
  if (istiod === ours) return [];
  if (typeof istiod === 'object' && typeof ours === 'object' && istiod && ours && Array.isArray(istiod) === Array.isArray(ours)) {
    const keys = new Set([...Object.keys(istiod), ...Object.keys(ours)]);
    return [...keys].flatMap((k) => differences((istiod as any)[k], (ours as any)[k], `${at}/${k}`));
  }
  return [`${at}: istiod ${short(istiod)}, ours ${short(ours)}`];
}
const short = (x: unknown): string => (x === undefined ? 'nothing' : JSON.stringify(x).slice(0, 220));

/** The number of fields (leaves). */
export function fields(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.values(value).reduce<number>((sum, v) => sum + fields(v), 0) : 1;
}
