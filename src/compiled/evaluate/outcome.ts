import type { ClusterService, ForwardAction, Route, VirtualHost, Cluster, CompiledProxy } from '../form';
import type { Branch } from './answer';
import type { Headers } from './header-changes';
import { Memo } from './memo';

/** The outcome for some of the requests that look alike. */
export type OutcomeKind =
  /** a workload receives the request */
  | 'routed'
  | 'redirected'
  /** the proxy answers itself: a direct response, a fault, a preflight, a request that it refuses */
  | 'answered'
  /** 404: no virtual host or no route */
  | 'noRoute'
  /** 503: the proxy doesn't know the cluster that the route names */
  | 'noCluster'
  /** 503: nothing is behind the cluster */
  | 'noEndpoint'
  /** 502, or the connection is closed: traffic to unknown destinations is blocked */
  | 'blackHoled'
  /** it goes where the client sent it, unchanged */
  | 'passedThrough'
  /** no listener or filter chain takes the connection */
  | 'refused'
  /** it comes back to a proxy that it passed already, unchanged */
  | 'looped'
  | 'unknown';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** share of the requests; those of all outcomes add up to 1 */
  readonly share: number;
  readonly status?: number;
  readonly location?: string;
  /** Envoy's response code details, if the proxy itself answers */
  readonly details?: string;
  readonly cluster?: string;
  readonly service?: ClusterService;
  /** workloads behind the cluster, by namespace and name, if known */
  readonly workloads?: readonly string[];
  /** the path as the service sees it */
  readonly path?: string;
  readonly authority?: string;
  readonly headers?: Headers;
  /** milliseconds; 0: none */
  readonly timeout?: number;
  /** total attempts */
  readonly tries?: number;
  readonly mirrors?: readonly { readonly cluster: string; readonly share: number; readonly service?: ClusterService }[];
  readonly delay?: { readonly milliseconds: number; readonly share: number };
  readonly virtualHost?: VirtualHost;
  readonly route?: Route;
  /** why the outcome is unknown, or the connection refused */
  readonly why?: string;
}

/** The outcome of a branch of an HTTP answer. */
export function outcomeOf(proxy: CompiledProxy, b: Branch): Outcome {
  if (b.result === 'forward') return new Forwarded(targetOf(proxy, b.cluster!.name, (b.route!.action as ForwardAction).clusterNotFoundResponseCode), b, proxy);
  const { share, status, details, virtualHost, route } = b;
  const made = { share, status, details, virtualHost, route };
  switch (b.result) {
    case 'redirect': return { kind: 'redirected', ...made, location: b.location };
    case 'direct': return { kind: virtualHost?.name === 'block_all' ? 'blackHoled' : 'answered', ...made };
    case 'abort': case 'preflight': case 'refused': return { kind: 'answered', ...made };
    case 'noRoute': return { kind: 'noRoute', ...made };
    case 'unknown': return { kind: 'unknown', ...made, why: b.why };
  }
}

/** A request that a route forwards. The request as the service sees it is computed on demand: most callers only want the destination. */
class Forwarded implements Outcome {
  public readonly kind: OutcomeKind;
  public readonly share: number;

  public constructor(private readonly target: Target, private readonly branch: Branch, private readonly proxy: CompiledProxy) {
    this.kind = target.kind;
    this.share = branch.share;
  }

  public get why(): string | undefined { return this.target.why; }
  public get status(): number | undefined { return this.target.status; }
  public get details(): string | undefined { return this.target.details; }
  public get cluster(): string { return this.target.cluster; }
  public get service(): ClusterService | undefined { return this.target.service; }
  public get workloads(): readonly string[] | undefined { return this.target.workloads; }
  public get virtualHost(): VirtualHost | undefined { return this.branch.virtualHost; }
  public get route(): Route { return this.branch.route!; }
  public get path(): string | undefined { return this.branch.path; }
  public get authority(): string | undefined { return this.branch.authority; }
  public get headers(): Headers | undefined { return this.branch.headers; }
  public get timeout(): number { return this.action.timeout ?? 15_000; }
  public get tries(): number { return 1 + (this.action.retryPolicy?.numRetries ?? 0); }

  public get mirrors(): Outcome['mirrors'] {
    const { mirrors } = this.action;
    return mirrors?.length ? mirrors.map(({ cluster, fraction }) => ({
      cluster, share: fraction ? fraction.numerator / fraction.denominator : 1, service: this.proxy.cluster(cluster)?.service,
    })) : undefined;
  }

  public get delay(): Outcome['delay'] {
    const fault = this.route.fault?.delay;
    return fault && { milliseconds: fault.fixedDelay, share: fault.percentage.numerator / fault.percentage.denominator };
  }

  private get action(): ForwardAction {
    return this.route.action as ForwardAction;
  }
}

/** The workloads behind a cluster: the part of an outcome that is the same for all requests to it. */
export type Target = Required<Pick<Outcome, 'kind' | 'cluster'>> & Pick<Outcome, 'status' | 'details' | 'service' | 'workloads' | 'why'>;

export function targetOf(proxy: CompiledProxy, name: string, notFound = 503): Target {
  let known = targets.get(proxy);
  if (!known) targets.set(proxy, known = new Memo((n) => behind(proxy.cluster(n))));
  return known.of(name) ?? missing(proxy, name, notFound);
}
const targets = new WeakMap<CompiledProxy, Memo<Target | undefined>>();

function missing(proxy: CompiledProxy, cluster: string, status: number): Target {
  const why = proxy.unseen(cluster);
  return why === undefined ? { kind: 'noCluster', status, details: 'cluster_not_found', cluster } : { kind: 'unknown', cluster, why };
}

function behind(cluster: Cluster | undefined): Target | undefined {
  if (!cluster) return undefined;
  const { name, service, type, endpoints, endpointsKnown } = cluster;
  if (name === 'PassthroughCluster') return { kind: 'passedThrough', cluster: name };
  if (name === 'BlackHoleCluster') return { kind: 'blackHoled', cluster: name };
  if (endpoints.length === 0 && endpointsKnown && type !== 'ORIGINAL_DST' && type !== 'DYNAMIC_FORWARD_PROXY') {
    return { kind: 'noEndpoint', status: 503, details: 'no_healthy_upstream', cluster: name, service };
  }
  const workloads = [...new Set(endpoints.map((e) => (e.workload === undefined ? e.address : `${e.namespace}/${e.workload}`)))].sort();
  return { kind: 'routed', cluster: name, service, workloads };
}
