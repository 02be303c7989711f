import type { ClientTls } from './client-tls';
import connectionPoolWriters, { type ConnectionPool } from './connection-pool';
import outlierDetection, { type OutlierDetection } from './outlier-detection';
import { text } from '../write/check';
import { constant, filled, refuse, struct, value } from '../write/json';

/** How traffic to destinations outside the service registry is handled. */
export enum MeshOutboundTrafficMode {
  /** Refuse traffic to unknown destinations. This guards against mistakes, but is not a firewall. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',

  /** Forward traffic to unknown destinations. */
  ALLOW_ANY = 'ALLOW_ANY',

  /** Forward traffic to unknown destinations to the requested host, which the proxy resolves. */
  ALLOW_ANY_DYNAMIC_DNS = 'ALLOW_ANY_DYNAMIC_DNS',
}

/** How traffic to destinations outside the service registry is handled. */
export interface MeshOutboundTrafficPolicy {
  /** Whether traffic to unknown destinations is refused or forwarded. */
  readonly mode: MeshOutboundTrafficMode;

  /**
   * TLS settings for such destinations, with ALLOW_ANY_DYNAMIC_DNS.
   *
   * @default - traffic is forwarded as the application sent it
   */
  readonly tls?: ClientTls;
}

/** Where the proxy forwards inbound traffic in the pod. */
export enum InboundTrafficMode {
  /** To the pod's address. */
  PASSTHROUGH = 'PASSTHROUGH',

  /** To localhost. */
  LOCALHOST = 'LOCALHOST',
}

/** Normalization of paths before policies and routes are evaluated. */
export enum PathNormalization {
  /** The same configuration as BASE. */
  DEFAULT = 'DEFAULT',

  /** Nothing. */
  NONE = 'NONE',

  /** Resolves `.` and `..`, and converts backslashes to slashes. */
  BASE = 'BASE',

  /** BASE, and merges adjacent slashes. */
  MERGE_SLASHES = 'MERGE_SLASHES',

  /** MERGE_SLASHES, after unescaping escaped slashes. */
  DECODE_AND_MERGE_SLASHES = 'DECODE_AND_MERGE_SLASHES',
}

/** TLS settings of proxies. */
export interface MeshTls {
  /**
   * Minimum version.
   *
   * @default - TLS 1.2
   */
  readonly minProtocolVersion?: MeshTlsVersion;

  /**
   * The curves, such as `P-256` and `X25519`.
   *
   * @default - Envoy's
   */
  readonly ecdhCurves?: string[];

  /**
   * The cipher suites of TLS 1.2, by their OpenSSL names.
   *
   * @default - Envoy's
   */
  readonly cipherSuites?: string[];
}

/** The versions of TLS in a mesh. */
export enum MeshTlsVersion {
  /** Istio's default: TLS 1.2 or later. */
  TLS_AUTO = 'TLS_AUTO',

  /** TLS 1.2. */
  TLS_V1_2 = 'TLSV1_2',

  /** TLS 1.3. */
  TLS_V1_3 = 'TLSV1_3',
}

/** Traffic policy of hosts without their own in a DestinationRule. */
export interface DefaultTrafficPolicy {
  /**
   * Limits of connections and requests.
   *
   * @default - the default of each limit
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When a failing endpoint is ejected.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
}

const meshOutboundTrafficPolicy = struct<MeshOutboundTrafficPolicy>((p, at) => {
  if (p.tls && p.mode !== 'ALLOW_ANY_DYNAMIC_DNS') {
    refuse(at, 'tls has an effect only with mode ALLOW_ANY_DYNAMIC_DNS; set that mode, or remove tls');
  }
  return {
    mode: constant(p.mode, at, 'mode'),
    tls: value(p.tls, at, 'tls'),
  };
});

const meshTls = struct<MeshTls>((p, at) => ({
  minProtocolVersion: constant(p.minProtocolVersion, at, 'minProtocolVersion'),
  ecdhCurves: filled(p.ecdhCurves, at, 'ecdhCurves', text),
  cipherSuites: filled(p.cipherSuites, at, 'cipherSuites', text),
}));

const defaultTrafficPolicy = struct<DefaultTrafficPolicy>((p, at) => ({
  connectionPool: connectionPoolWriters.connectionPool(p.connectionPool, at, 'connectionPool'),
  outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
}));

export default { meshOutboundTrafficPolicy, meshTls, defaultTrafficPolicy };
