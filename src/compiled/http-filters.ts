import type { HttpConnectionManager } from './form';
import type { MeshSettings } from './mesh';
import type { Protocol } from '../world/protocol';

export const TLS_INSPECTOR = 'envoy.filters.listener.tls_inspector';
export const HTTP_INSPECTOR = 'envoy.filters.listener.http_inspector';
export const ORIGINAL_DST = 'envoy.filters.listener.original_dst';
/** The HTTP inspector's name for HTTP as istiod detects it. */
export const HTTP_ALPN: readonly string[] = ['http/1.1', 'h2c'];

/** The maximum body size of direct responses in Istio's route configurations, in bytes. */
export const MAX_BODY = 1048576;

export interface HttpKind {
  readonly kind: 'inbound' | 'outbound' | 'gateway';
  readonly protocol: Protocol;
  readonly mesh: MeshSettings;
  readonly dynamicDns?: boolean;
  readonly http3?: boolean;
}

/** An HTTP connection manager as Istio generates it. Security and extension filters are not part of this form yet. */
export function connectionManager(kind: HttpKind, routes: Pick<HttpConnectionManager, 'routeConfigName' | 'routeConfig'>): HttpConnectionManager {
  return {
    kind: 'http',
    ...routes,
    httpFilters: httpFilters(kind),
    ...normalization(kind.mesh.pathNormalization),
    useRemoteAddress: kind.kind === 'gateway',
    codecType: kind.http3 ? 'HTTP3' : 'AUTO',
    upgradeTypes: ['websocket'],
    streamIdleTimeout: 0,
    ...(kind.kind === 'inbound' ? { forwardClientCertDetails: 'APPEND_FORWARD' } : {}),
    ...(kind.kind === 'gateway' ? { forwardClientCertDetails: 'SANITIZE_SET' } : {}),
  };
}

function httpFilters({ kind, protocol, dynamicDns }: HttpKind): string[] {
  return [
    'istio.metadata_exchange',
    ...(protocol === 'GRPC-Web' ? ['envoy.filters.http.grpc_web'] : []),
    'envoy.filters.http.grpc_stats',
    ...(kind === 'inbound' ? [] : ['istio.alpn']),
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    ...(dynamicDns && kind === 'outbound' ? ['envoy.filters.http.dynamic_forward_proxy'] : []),
    'envoy.filters.http.router',
  ];
}

function normalization(mode: string): Pick<HttpConnectionManager, 'normalizePath' | 'mergeSlashes' | 'pathWithEscapedSlashesAction'> {
  switch (mode) {
    case 'NONE': return { normalizePath: false };
    case 'MERGE_SLASHES': return { normalizePath: true, mergeSlashes: true };
    case 'DECODE_AND_MERGE_SLASHES': return { normalizePath: true, mergeSlashes: true, pathWithEscapedSlashesAction: 'UNESCAPE_AND_FORWARD' };
    default: return { normalizePath: true };
  }
}
