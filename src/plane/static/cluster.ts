import { CERTIFICATES, clusterName, endpointsService, extension, hasProxy, type Json, podPort, typed } from './values';
import { compact, compactOrNone, seconds } from '../../grammar/json';
import { mtlsOf } from '../../model/effective';
import { principalOf } from '../../model/mesh';
import { overlayPolicy, type ConnectionPoolModel, type LoadBalancerModel, type OutlierDetectionModel, type TrafficPolicyModel, type UpstreamTlsModel } from '../../model/policy';
import type { EndpointModel, PortModel, ServiceModel, VersionModel } from '../../model/service';
import { externalPortPolicies } from '../istio/service-entry';

/** The clusters of a service: one for each port, and for each port of each version. */
export function clusters(s: ServiceModel): Json[] {
  return s.ports.filter((p) => p.protocol !== 'udp').flatMap((p) => [undefined, ...(s.kind === 'external' ? [] : s.versions)].map((v) => cluster(s, v, p)));
}

function cluster(s: ServiceModel, v: VersionModel | undefined, p: PortModel): Json {
  const policy = overlayPolicy(overlayPolicy(s.policy, v?.policy), externalPortPolicies(s).get(p.port));
  const pool = policy.connectionPool;
  const name = clusterName(s, v, p);
  return compact({
    name,
    ...discovery(s),
    connect_timeout: seconds(pool?.connectTimeoutMs ?? 10_000),
    load_assignment: { cluster_name: name, endpoints: endpoints(s, v, p) },
    ...(policy.loadBalancer ? balancer(policy.loadBalancer) : { lb_policy: 'LEAST_REQUEST' }),
    circuit_breakers: pool && circuitBreakers(pool),
    outlier_detection: policy.outlierDetection && outlier(policy.outlierDetection),
    common_lb_config: policy.outlierDetection?.minHealthPercent === undefined ? undefined : { healthy_panic_threshold: { value: policy.outlierDetection.minHealthPercent } },
    upstream_connection_options: pool?.keepalive && {
      tcp_keepalive: compact({
        keepalive_probes: pool.keepalive.probes,
        keepalive_time: pool.keepalive.timeMs === undefined ? undefined : Math.round(pool.keepalive.timeMs / 1000),
        keepalive_interval: pool.keepalive.intervalMs === undefined ? undefined : Math.round(pool.keepalive.intervalMs / 1000),
      }),
    },
    transport_socket: transport(s, p, policy),
    typed_extension_protocol_options: protocol(p, pool),
  });
}

function discovery(s: ServiceModel): Json {
  const kind = s.external?.resolution;
  return kind === 'static' ? { type: 'STATIC' } : { type: kind === 'dns-round-robin' ? 'LOGICAL_DNS' : 'STRICT_DNS', dns_lookup_family: 'V4_PREFERRED', respect_dns_ttl: true };
}

function endpoints(s: ServiceModel, v: VersionModel | undefined, p: PortModel): Json[] {
  if (s.kind === 'external') {
    const listed: readonly EndpointModel[] = s.external!.endpoints.length > 0 ? s.external!.endpoints : s.hosts.map((host) => ({ address: host }));
    const port = typeof p.targetPort === 'number' ? p.targetPort : s.external!.originateTls ? 443 : p.port;
    return listed.map((e) => compact({
      locality: e.locality && compact({ region: e.locality.split('/')[0], zone: e.locality.split('/')[1], sub_zone: e.locality.split('/')[2] }),
      load_balancing_weight: e.weight,
      lb_endpoints: [compact({ endpoint: { address: address(e.address, e.ports?.[p.name] ?? port) }, load_balancing_weight: e.weight })],
    }));
  }
  // our pods are resolved individually, and other owners' services by their own address
  const host = s.owned || v ? `${endpointsService(s, v)}.${s.namespace}.svc.${s.mesh.clusterDomain}` : s.hosts[0];
  return [{ lb_endpoints: [{ endpoint: { address: address(host, s.owned || v ? podPort(s, p) : p.port) } }] }];
}

function address(host: string, port: number): Json {
  return host.startsWith('unix://') ? { pipe: { path: host.slice('unix://'.length) } } : { socket_address: { address: host, port_value: port } };
}

const POLICY = { 'round-robin': 'ROUND_ROBIN', 'random': 'RANDOM', 'least-request': 'LEAST_REQUEST', 'passthrough': 'ROUND_ROBIN', 'consistent-hash': 'RING_HASH' } as const;

function balancer(lb: LoadBalancerModel): Json {
  const maglev = lb.hash?.algorithm === 'maglev';
  const slow = lb.warmup && {
    slow_start_config: compact({
      slow_start_window: seconds(lb.warmup.durationMs),
      min_weight_percent: lb.warmup.minimumPercent === undefined ? undefined : { value: lb.warmup.minimumPercent },
      aggression: lb.warmup.aggression === undefined ? undefined : { default_value: lb.warmup.aggression, runtime_key: 'mesh.slow_start.aggression' },
    }),
  };
  return compact({
    lb_policy: maglev ? 'MAGLEV' : POLICY[lb.kind],
    ring_hash_lb_config: lb.hash?.ringSize === undefined ? undefined : { minimum_ring_size: lb.hash.ringSize, maximum_ring_size: Math.max(lb.hash.ringSize, 8_388_608) },
    maglev_lb_config: lb.hash?.tableSize === undefined ? undefined : { table_size: lb.hash.tableSize },
    round_robin_lb_config: lb.kind === 'round-robin' ? slow : undefined,
    least_request_lb_config: lb.kind === 'least-request' ? slow : undefined,
  });
}

function circuitBreakers(p: ConnectionPoolModel): Json | undefined {
  const thresholds = compact({ max_connections: p.maxConnections, max_pending_requests: p.maxPendingRequests, max_requests: p.maxRequests, max_retries: p.maxRetries });
  return Object.keys(thresholds).length > 0 ? { thresholds: [thresholds] } : undefined;
}

function outlier(o: OutlierDetectionModel): Json {
  return compact({
    consecutive_5xx: o.consecutive5xxErrors,
    enforcing_consecutive_5xx: o.consecutive5xxErrors === undefined || o.consecutive5xxErrors === 0 ? 0 : 100,
    consecutive_gateway_failure: o.consecutiveGatewayErrors,
    enforcing_consecutive_gateway_failure: o.consecutiveGatewayErrors ? 100 : 0,
    split_external_local_origin_errors: o.splitExternalLocalOriginErrors,
    consecutive_local_origin_failure: o.consecutiveLocalOriginFailures,
    enforcing_consecutive_local_origin_failure: o.consecutiveLocalOriginFailures === undefined ? undefined : 100,
    enforcing_success_rate: 0,
    interval: o.intervalMs === undefined ? undefined : seconds(o.intervalMs),
    base_ejection_time: o.baseEjectionTimeMs === undefined ? undefined : seconds(o.baseEjectionTimeMs),
    max_ejection_percent: o.maxEjectionPercent,
  });
}

function transport(s: ServiceModel, p: PortModel, policy: TrafficPolicyModel): Json | undefined {
  const tls = tlsContext(s, p, policy.tls);
  if (!policy.proxyProtocol) {
    return tls;
  }
  return extension('envoy.transport_sockets.upstream_proxy_protocol', 'envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport', {
    config: { version: policy.proxyProtocol.toUpperCase() },
    transport_socket: tls ?? extension('envoy.transport_sockets.raw_buffer', 'envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer'),
  });
}

const SYSTEM_CA = '/etc/ssl/certs/ca-certificates.crt';

function tlsContext(s: ServiceModel, p: PortModel, t: UpstreamTlsModel | undefined): Json | undefined {
  const own = hasProxy(s) && mtlsOf(s, p) !== 'disable';
  if (t?.kind === 'disable' || (!own && t === undefined)) {
    return undefined;
  }
  const mesh = t === undefined || t.kind === 'mesh';
  const certificate = mesh ? { chain: `${CERTIFICATES}/tls.crt`, key: `${CERTIFICATES}/tls.key` } : t.certFile ? { chain: t.certFile, key: t.keyFile } : undefined;
  const names = t?.subjectAltNames ?? (mesh && s.identity ? [`spiffe://${principalOf(s.identity)}`] : []);
  const ca = mesh ? `${CERTIFICATES}/ca.crt` : t.caFile === undefined || t.caFile === 'system' ? SYSTEM_CA : t.caFile;
  return extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', compact({
    sni: t?.sni ?? (mesh ? undefined : s.hosts[0]),
    common_tls_context: compact({
      tls_params: { tls_minimum_protocol_version: 'TLSv1_2' },
      tls_certificates: certificate && [{ certificate_chain: { filename: certificate.chain }, private_key: { filename: certificate.key } }],
      validation_context: t?.insecureSkipVerify ? undefined : compact({
        trusted_ca: { filename: ca },
        match_typed_subject_alt_names: (names.length > 0 ? names : mesh ? [] : [t.sni ?? s.hosts[0]]).map((n) => ({ san_type: n.includes('://') ? 'URI' : 'DNS', matcher: { exact: n } })),
      }),
      alpn_protocols: p.protocol === 'grpc' || p.protocol === 'http2' ? ['h2'] : undefined,
    }),
  }));
}

function protocol(p: PortModel, pool: ConnectionPoolModel | undefined): Json | undefined {
  const h2 = pool?.http2 === 'upgrade' || (pool?.http2 !== 'never' && (p.protocol === 'grpc' || p.protocol === 'grpc-web' || p.protocol === 'http2'));
  const http2 = compact({ max_concurrent_streams: pool?.maxConcurrentStreams });
  const common = compactOrNone({
    idle_timeout: pool?.idleTimeoutMs ?? pool?.tcpIdleTimeoutMs ? seconds((pool!.idleTimeoutMs ?? pool!.tcpIdleTimeoutMs)!) : undefined,
    max_requests_per_connection: pool?.maxRequestsPerConnection,
    max_connection_duration: pool?.maxConnectionDurationMs === undefined ? undefined : seconds(pool.maxConnectionDurationMs),
  });
  if (!h2 && !common && pool?.http2 === undefined) {
    return undefined;
  }
  const explicit = pool?.http2 === 'as-client'
    ? { use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: http2 } }
    : { explicit_http_config: h2 ? { http2_protocol_options: http2 } : { http_protocol_options: {} } };
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed('envoy.extensions.upstreams.http.v3.HttpProtocolOptions', compact({ ...explicit, common_http_protocol_options: common })),
  };
}

/** The cluster of a server with an issuer's keys. */
export function keysCluster(server: { readonly name: string; readonly host: string; readonly port: number; readonly tls: boolean }): Json {
  const { name, host, port } = server;
  return compact({
    name,
    type: 'STRICT_DNS',
    dns_lookup_family: 'V4_PREFERRED',
    respect_dns_ttl: true,
    connect_timeout: '10s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: address(host, port) } }] }] },
    transport_socket: server.tls ? extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
      sni: host,
      common_tls_context: { validation_context: { trusted_ca: { filename: SYSTEM_CA }, match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: host } }] } },
    }) : undefined,
  });
}

/** The cluster from a sidecar to its application. */
export function localCluster(name: string, port: PortModel, target: number): Json {
  return compact({
    name,
    type: 'STATIC',
    connect_timeout: '10s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: address('127.0.0.1', target) } }] }] },
    typed_extension_protocol_options: protocol(port, undefined),
  });
}
