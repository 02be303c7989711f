import { extension, type Json } from './values';
import { compact } from '../../grammar/json';
import type { ServerTlsModel } from '../../model/gateway';

const HTTP = 'envoy.extensions.filters.http';

/**
 * Limits of an Envoy that is exposed to untrusted clients.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge
 */
const EDGE_LIMITS = {
  request_headers_timeout: '10s',
  common_http_protocol_options: { idle_timeout: '3600s', headers_with_underscores_action: 'REJECT_REQUEST' },
  http2_protocol_options: { max_concurrent_streams: 100, initial_stream_window_size: 65_536, initial_connection_window_size: 1_048_576 },
};
/** The buffer limit of each connection at the edge, in bytes. */
export const EDGE_BUFFER = 32_768;

/** The filter that parses and routes requests. */
export function httpManager(
  name: string, hosts: readonly Json[], access: readonly Json[], options: { readonly edge?: boolean; readonly inbound?: boolean; readonly identity?: boolean } = {},
): Json {
  return extension('envoy.filters.network.http_connection_manager', 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', compact({
    stat_prefix: name,
    use_remote_address: options.edge ? true : undefined,
    ...options.edge ? EDGE_LIMITS : {},
    // the application gets the caller's identity from the proxy, and callers can't forge it
    forward_client_cert_details: options.identity ? 'SANITIZE_SET' : undefined,
    set_current_client_cert_details: options.identity ? { uri: true, subject: true } : undefined,
    // access rules see the path as a server would, however it was written; outbound paths are unchanged
    normalize_path: true,
    merge_slashes: options.edge || options.inbound ? true : undefined,
    path_with_escaped_slashes_action: options.edge ? 'UNESCAPE_AND_REDIRECT' : options.inbound ? 'UNESCAPE_AND_FORWARD' : undefined,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    strip_matching_host_port: true,
    route_config: { name, validate_clusters: true, virtual_hosts: hosts },
    http_filters: [
      ...access,
      extension('envoy.filters.http.cors', `${HTTP}.cors.v3.Cors`),
      extension('envoy.filters.http.fault', `${HTTP}.fault.v3.HTTPFault`),
      extension('envoy.filters.http.router', `${HTTP}.router.v3.Router`),
    ],
    access_log: [extension('envoy.access_loggers.stdout', 'envoy.extensions.access_loggers.stream.v3.StdoutAccessLog')],
  }));
}

/** The filter that forwards TCP. */
export function tcpProxy(name: string, clusters: ReadonlyArray<{ readonly name: string; readonly weight?: number }>): Json {
  return extension('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: name,
    ...(clusters.length === 1 ? { cluster: clusters[0].name } : { weighted_clusters: { clusters: clusters.map((c) => ({ name: c.name, weight: c.weight ?? 1 })) } }),
  });
}

/** A listener on an address. */
export function listener(name: string, address: string, port: number, chains: readonly Json[], inspect: boolean, buffer?: number): Json {
  return compact({
    name,
    address: { socket_address: { address, port_value: port } },
    per_connection_buffer_limit_bytes: buffer,
    listener_filters: inspect ? [extension('envoy.filters.listener.tls_inspector', 'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector')] : undefined,
    filter_chains: chains,
  });
}

/** TLS that a listener terminates with the certificate in a folder. */
export function serverTls(folder: string, tls: Pick<ServerTlsModel, 'clientAuth' | 'minVersion' | 'maxVersion' | 'cipherSuites' | 'subjectAltNames'>): Json {
  const version = (v: string) => `TLSv${v.replace('.', '_')}`;
  return extension('envoy.transport_sockets.tls', 'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', compact({
    require_client_certificate: tls.clientAuth === 'required' ? true : undefined,
    common_tls_context: compact({
      tls_params: compact({
        tls_minimum_protocol_version: version(tls.minVersion),
        tls_maximum_protocol_version: tls.maxVersion && version(tls.maxVersion),
        cipher_suites: tls.cipherSuites,
      }),
      tls_certificates: [{ certificate_chain: { filename: `${folder}/tls.crt` }, private_key: { filename: `${folder}/tls.key` } }],
      validation_context: tls.clientAuth === 'none' ? undefined : compact({
        trusted_ca: { filename: `${folder}/ca.crt` },
        match_typed_subject_alt_names: tls.subjectAltNames.map((n) => ({ san_type: n.includes('://') ? 'URI' : 'DNS', matcher: { exact: n } })),
      }),
      alpn_protocols: ['h2', 'http/1.1'],
    }),
  }));
}

/** A whole bootstrap. */
export function bootstrap(id: string, cluster: string, listeners: readonly Json[], clusters: readonly Json[]): string {
  const value = {
    node: { id, cluster },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 15000 } } },
    static_resources: { listeners, clusters: [...new Map(clusters.map((c) => [c.name, c])).values()] },
    layered_runtime: { layers: [{ name: 'static', static_layer: { re2: { max_program_size: { error_level: 32768 } } } }] },
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
