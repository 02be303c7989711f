import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChainRequest, drawChainRequest, drawMesh, egressOf } from './draw-chain';
import { wire } from './draw-request';
import { bootstrapOf, type Served, type Told, toldBy } from './envoy-config';
import { pipeline } from './pipeline';
import { Random } from './random';
import type { Oracle } from './session';
import type { Ask } from '../../../src/compiled/evaluate/evaluate';
import { finalsOf, journey, type Final } from '../../../src/compiled/evaluate/journey';
import type { CompiledProxy, HttpConnectionManager } from '../../../src/compiled/form';
import type { Caller } from '../../../src/trace/caller';
import { Callers } from '../../../src/trace/callers';
import { World } from '../../../src/world/world';
import { until } from '../processes';

/** A request through two proxies: what the last of them that saw it tells, and what we say of it. */
export interface Chained {
  readonly mesh: number;
  readonly request: ChainRequest;
  readonly told?: Partial<Told>;
  readonly finals: readonly Final[];
  /** what we would say if the egress gateway got the request as the client sent it */
  readonly unchanged: readonly Final[];
}

export interface ChainSizes { readonly seed: number; readonly meshes: number; readonly requests: number }

const PORT = 10080;
const CALLERS = ['shop/web', 'edge/ingress'] as const;
/** Filters of Istio's managers that the lab's Envoy has. */
const FILTERS = new Set(['envoy.filters.http.fault', 'envoy.filters.http.cors', 'envoy.filters.http.router']);

/** Sends requests through two Envoys: the first has the sidecars and the ingress gateways, the second the egress gateways of all meshes. */
export async function askChain(oracle: Oracle, { seed, meshes, requests }: ChainSizes): Promise<Chained[]> {
  const random = new Random(seed);
  const drawn = Array.from({ length: meshes }, (_, i) => new Mesh(i, random));
  const second = start(oracle, 'second', drawn.map((m) => served(m.egress.proxy, m.addresses.egress)), clustersOf(drawn.map((m) => m.egress.proxy)));
  const to = Object.fromEntries(drawn.map((m, i) => [`outbound|80||${egressOf(i)}.mesh.svc.cluster.local`, m.addresses.egress]));
  const first = start(oracle, 'first', drawn.flatMap((m) => CALLERS.map((from) => served(m.callers[from].proxy, m.addresses[from]))), clustersOf(drawn.flatMap((m) => CALLERS.map((from) => m.callers[from].proxy))), to);
  try {
    const probe = wire({ method: 'GET', tls: false, authority: 'probe', path: '/', headers: new Map() }, true);
    const last = drawn[drawn.length - 1].addresses;
    for (const [server, address] of [[second, last.egress], [first, last['edge/ingress']]] as const) {
      await until('the Envoys of a chain', server, 120, async () => (await pipeline(address, PORT, [probe])).length === 1);
    }
    const asked: Chained[] = [];
    for (const mesh of drawn) asked.push(...await mesh.asked(random, requests));
    return asked;
  } finally {
    await first.stop();
    await second.stop();
  }
}

class Mesh {
  public readonly callers: Readonly<Record<string, Caller>>;
  public readonly egress: Caller;
  public readonly addresses: Readonly<Record<string, string>>;

  public constructor(private readonly i: number, random: Random) {
    const callers = new Callers(new World(drawMesh(random, i).map((object) => ({ object, origin: {} })), { complete: true }));
    this.callers = Object.fromEntries(CALLERS.map((from) => [from, callers.caller(from)!]));
    this.egress = callers.caller(`mesh/${egressOf(i)}`)!;
    this.addresses = Object.fromEntries([...CALLERS, 'egress'].map((name, n) => [name, `127.${210 + n}.0.${2 + i}`]));
  }

  public async asked(random: Random, count: number): Promise<Chained[]> {
    const requests = Array.from({ length: count }, () => drawChainRequest(random));
    const asked: Chained[] = [];
    for (const request of requests) {
      const { from, host, path, headers } = request;
      const [reply] = await pipeline(this.addresses[from], PORT, [wire({ method: 'GET', tls: false, authority: host, path, headers }, true)]);
      asked.push(this.chained(request, reply && toldBy(reply)));
    }
    return asked;
  }

  private chained(request: ChainRequest, told: Partial<Told> | undefined): Chained {
    const { proxy, behindOf } = this.callers[request.from];
    const ask: Ask = {
      connection: { address: '', port: 80, tls: false, protocols: ['http/1.1'] },
      host: request.host,
      http: { method: 'GET', tls: false, authority: request.host, path: request.path, headers: request.headers },
    };
    const finals = finalsOf(journey(proxy, ask, behindOf));
    const unchanged = finals.some((f) => f.hops.length > 0) ? finalsOf(journey(this.egress.proxy, ask, behindOf)) : finals;
    return { mesh: this.i, request, told, finals, unchanged };
  }
}

/** What a proxy does with plain HTTP at its port 80, at another address. */
function served(proxy: CompiledProxy, address: string): Served {
  const listener = proxy.listeners.find((l) => l.name === '0.0.0.0_80')!;
  const manager = listener.filterChains.map((c) => c.filter).find((f): f is HttpConnectionManager => f.kind === 'http')!;
  return { address, port: PORT, manager: { ...manager, httpFilters: manager.httpFilters.filter((f) => FILTERS.has(f)) }, routes: proxy.routeConfiguration(manager.routeConfigName!)! };
}

const clustersOf = (proxies: readonly CompiledProxy[]): string[] => [...new Set(proxies.flatMap((p) => p.clusterNames))];

/** An Envoy whose clusters are empty, but for those that lead to addresses. */
function start({ envoy, processes, folder }: Oracle, name: string, listeners: readonly Served[], clusters: readonly string[], to: Readonly<Record<string, string>> = {}) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `chain-${name}.json`);
  const config = bootstrapOf(listeners, clusters.filter((c) => !(c in to))) as { static_resources: { clusters: object[] } };
  config.static_resources.clusters.push(...Object.entries(to).map(([cluster, address]) => ({
    name: cluster, type: 'STATIC', load_assignment: { cluster_name: cluster, endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: PORT } } } }] }] },
  })));
  writeFileSync(file, JSON.stringify(config));
  return processes.start({ name: `chain-${name}`, command: envoy, args: ['-c', file, '--concurrency', '1', '--use-dynamic-base-id', '-l', 'error'] });
}

/** Whether what Envoy tells is one of the outcomes. */
export const agreesWith = (told: Partial<Told> | undefined, finals: readonly Final[]): boolean => told !== undefined && finals.some((f) => {
  const want = expected(f);
  return (Object.keys(want) as (keyof Told)[]).every((key) => !(key in told) || (want[key] ?? null) === (told[key] ?? null));
});

/** What the last proxy tells in the case of an outcome. */
export function expected({ outcome }: Final): Partial<Told> {
  const { kind, status, location, cluster, path, authority, headers, route } = outcome;
  const all = (name: string): string | null => headers?.get(name)?.join(',') ?? null;
  switch (kind) {
    case 'routed': return { config: route?.config ?? null, cluster, status: 503, details: 'no_healthy_upstream', path, host: authority, a: all('x-a'), b: all('x-b'), c: all('x-c') };
    case 'passedThrough': return { cluster: 'PassthroughCluster', status: 503 };
    case 'redirected': return { config: route?.config ?? null, status, location };
    case 'answered': return { config: route?.config ?? null, status };
    case 'noRoute': return { status: 404, details: 'route_not_found' };
    default: return { details: kind };
  }
}
