import type { EnvoyConfig } from './config';
import { managerOf, type Json } from './routes';
import { defined } from '../../grammar/plain';
import type { Pod } from '../../world/pods';
import type { Assumption, Cluster, CompiledProxy, Contest, DownstreamTls, Endpoint, FilterChain, Listener, NetworkFilter, ProxyClass, Source, UpstreamTls } from '../form';
import type { MeshModel } from '../model';
import { passthroughCluster } from '../own-clusters';
import { targetsOf } from '../targets';

/** HTTP filters that the evaluator knows, and those that only control access. */
const KNOWN = new Set(['fault', 'cors', 'router', 'rbac', 'jwt_authn'].map((name) => `envoy.filters.http.${name}`));

/** An Envoy with all its configuration in a file in a ConfigMap. */
export class StaticProxy implements CompiledProxy {
  public readonly class: ProxyClass;
  public readonly contests: readonly Contest[] = [];
  public readonly opaque?: string;
  private knownListeners?: readonly Listener[];
  private knownClusters?: ReadonlyMap<string, Cluster>;

  public constructor(private readonly model: MeshModel, proxies: ProxyClass, private readonly pod: Pod, private readonly given: EnvoyConfig) {
    const { node, dynamic_resources: dynamic } = given.config;
    this.class = { ...proxies, kind: String(node?.id ?? '').startsWith('gateway~') ? 'gateway' : 'sidecar' };
    if (dynamic) this.opaque = 'its Envoy gets its configuration from a control plane that the files don\'t contain';
    else this.opaque = this.unreadable();
  }

  public get listeners(): readonly Listener[] {
    return this.knownListeners ??= [...this.resources('listeners').map((l) => this.listener(l)), ...(this.class.kind === 'gateway' ? [] : [this.around()])];
  }

  public get routeConfigurationNames(): readonly string[] {
    return [];
  }

  public get clusterNames(): readonly string[] {
    return [...this.clusters.keys()];
  }

  public get assumptions(): readonly Assumption[] {
    const managers = this.resources('listeners').flatMap((l) => (l.filter_chains ?? []).flatMap((c: Json) => c.filters ?? []));
    const names = new Set<string>(managers.flatMap((f: Json) => (f.typed_config?.http_filters ?? []).map((h: Json) => h.name as string)));
    const unknown = [...names].filter((n) => !KNOWN.has(n));
    return [
      ...unknown.map((name): Assumption => ({ kind: 'filter', text: `the filter ${name} does not change requests`, about: this.given.origin })),
      ...(names.has('envoy.filters.http.rbac') ? [{ kind: 'authorization', text: 'authorization is not evaluated', about: this.given.origin }] : []),
    ];
  }

  public routeConfiguration(): undefined {
    return undefined; // the routes are inline in the listeners
  }

  public cluster(name: string): Cluster | undefined {
    return this.clusters.get(name);
  }

  public unseen(): undefined {
    return undefined;
  }

  /** Names that lead to the proxy: those in the pod's hosts file. */
  public resolve(authority: string): string | undefined {
    const name = authority.replace(/:\d+$/, '').toLowerCase();
    const { hostAliases = [] } = this.pod.spec as { readonly hostAliases?: readonly { readonly ip?: string; readonly hostnames?: readonly string[] }[] };
    return hostAliases.find((a) => a.hostnames?.includes(name))?.ip ?? this.model.services.resolve(name, this.class.namespace);
  }

  public listeningPort(servicePort: number): number {
    const { namespace, labels } = this.class;
    return targetsOf(this.model, namespace, labels, []).find((t) => t.servicePort === servicePort)?.targetPort ?? servicePort;
  }

  public ifOldest(): CompiledProxy {
    return this; // no object competes with the file
  }

  private get clusters(): ReadonlyMap<string, Cluster> {
    return this.knownClusters ??= new Map([...this.resources('clusters').map((c) => this.toCluster(c)), passthroughCluster(this.model.mesh)].map((c) => [c.name, c]));
  }

  private resources(kind: 'listeners' | 'clusters'): readonly Json[] {
    return this.given.config.static_resources?.[kind] ?? [];
  }

  /** Why the file can't be compiled; undefined if it can. */
  private unreadable(): string | undefined {
    try {
      return this.listeners && this.clusters && undefined;
    } catch (e) {
      return `its Envoy's configuration is not evaluated: ${(e as Error).message}`;
    }
  }

  /** Names that are not in the pod's hosts file bypass the proxy. */
  private around(): Listener {
    return {
      name: 'around',
      address: '',
      port: 0,
      trafficDirection: 'OUTBOUND',
      useOriginalDst: true,
      origin: this.given.origin,
      filterChains: [{ match: {}, filter: { kind: 'tcp', clusters: [{ name: 'PassthroughCluster' }] } }],
    };
  }

  private listener(l: Json): Listener {
    const { origin } = this.given;
    const { address = '', port_value: port = 0 } = l.address?.socket_address ?? {};
    return {
      name: l.name ?? `${address}_${port}`,
      address,
      port,
      // in a sidecar, listeners on all addresses receive traffic of other pods
      trafficDirection: this.class.kind === 'sidecar' && address === '0.0.0.0' ? 'INBOUND' : 'OUTBOUND',
      filterChains: (l.filter_chains ?? []).map((c: Json) => chain(c, origin)),
      listenerFilters: (l.listener_filters ?? []).map((f: Json) => ({ name: f.name })),
      origin,
    };
  }

  private toCluster(c: Json): Cluster {
    const [, port, subset = '', host] = String(c.name).split('|');
    const service = host === undefined ? undefined : this.model.services.named(host, this.class.namespace);
    const endpoints = (c.load_assignment?.endpoints ?? []).flatMap((e: Json) => (e.lb_endpoints ?? []).flatMap((lb: Json) => this.endpoints(lb.endpoint?.address?.socket_address ?? {})));
    return {
      name: c.name,
      type: c.type ?? 'STATIC',
      ...(host === undefined ? {} : { service: { host: service?.host ?? host, namespace: service?.namespace ?? '', port: Number(port), subset } }),
      endpoints,
      endpointsKnown: true,
      ...(c.transport_socket ? { tls: upstream(c.transport_socket.typed_config ?? {}) } : {}),
      origin: this.given.origin,
    };
  }

  /** The workloads behind a cluster's address, if it is the name of a Service. */
  private endpoints({ address = '', port_value: port = 0 }: Json): readonly Endpoint[] {
    const service = this.model.services.named(address, this.class.namespace);
    const found = service?.ports.flatMap((p) => this.model.endpoints.of(service, p).list.filter((e) => e.port === port)) ?? [];
    return found.length ? found : [{ address, port, labels: {} }];
  }
}

function chain(c: Json, origin: Source): FilterChain {
  const { server_names: serverNames, application_protocols: applicationProtocols, transport_protocol: transportProtocol, ...others } = c.filter_chain_match ?? {};
  if (Object.keys(others).length) throw new Error(`a filter chain must match by server_names, application_protocols or transport_protocol, got: ${Object.keys(others).join(', ')}`);
  const tls = c.transport_socket?.typed_config;
  return {
    match: defined({ serverNames, applicationProtocols, transportProtocol }),
    ...(tls ? { tls: downstream(tls, origin) } : {}),
    filter: filterOf(c.filters ?? [], origin),
    origin,
  };
}

/** The terminal filter of a chain: filters before it only control access. */
function filterOf(filters: readonly Json[], origin: Source): NetworkFilter {
  const last = filters.at(-1)?.typed_config ?? {};
  const type = String(last['@type']).split('.').at(-1);
  if (type === 'HttpConnectionManager') return managerOf(last, origin);
  if (type !== 'TcpProxy') throw new Error(`a filter chain must end in an HttpConnectionManager or a TcpProxy, got: ${type}`);
  const clusters = last.cluster === undefined ? (last.weighted_clusters?.clusters ?? []).map((w: Json) => ({ name: w.name, weight: w.weight })) : [{ name: last.cluster }];
  return { kind: 'tcp', clusters, origin };
}

const downstream = (tls: Json, origin: Source): DownstreamTls => ({
  requireClientCertificate: tls.require_client_certificate === true,
  certificates: (tls.common_tls_context?.tls_certificates ?? []).map((c: Json) => c.certificate_chain?.filename ?? ''),
  alpn: tls.common_tls_context?.alpn_protocols,
  origin,
});

const upstream = ({ sni, common_tls_context: context = {} }: Json): UpstreamTls =>
  ({ mode: context.tls_certificates ? 'MUTUAL' : 'SIMPLE', ...(sni ? { sni } : {}), ...(context.alpn_protocols ? { alpn: context.alpn_protocols } : {}) });
