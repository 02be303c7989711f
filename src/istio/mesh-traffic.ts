import type { ClientTls } from './client-tls';
import type { ConnectionPool } from './connection-pool';
import type { OutlierDetection } from './outlier-detection';

/** What happens to traffic to destinations that the mesh does not know. */
export enum MeshOutboundTrafficMode {
  /** It is refused; a help against mistakes, no firewall. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',

  /** It goes on. */
  ALLOW_ANY = 'ALLOW_ANY',

  /** It goes on to the host that it names, resolved by the proxy. */
  ALLOW_ANY_DYNAMIC_DNS = 'ALLOW_ANY_DYNAMIC_DNS',
}

/** What happens to traffic to destinations that the mesh does not know. */
export interface MeshOutboundTrafficPolicy {
  /** Refuse it or let it go on. */
  readonly mode: MeshOutboundTrafficMode;

  /**
   * How proxies speak TLS to such destinations, with ALLOW_ANY_DYNAMIC_DNS.
   *
   * @default - as the application does
   */
  readonly tls?: ClientTls;
}

/** Where traffic to a workload goes in its pod. */
export enum InboundTrafficMode {
  /** To the pod's address. */
  PASSTHROUGH = 'PASSTHROUGH',

  /** To localhost. */
  LOCALHOST = 'LOCALHOST',
}

/** What is done to paths before policies and routes see them. */
export enum PathNormalization {
  /** As BASE. */
  DEFAULT = 'DEFAULT',

  /** Nothing. */
  NONE = 'NONE',

  /** `.` and `..` are resolved, backslashes made slashes. */
  BASE = 'BASE',

  /** BASE, and slashes in a row made one. */
  MERGE_SLASHES = 'MERGE_SLASHES',

  /** MERGE_SLASHES, and escaped slashes unescaped before. */
  DECODE_AND_MERGE_SLASHES = 'DECODE_AND_MERGE_SLASHES',
}

/** The TLS of proxies. */
export interface MeshTls {
  /**
   * The lowest version.
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
   * The ciphers of TLS 1.2, by OpenSSL's names.
   *
   * @default - Envoy's
   */
  readonly cipherSuites?: string[];
}

/** The versions of TLS in a mesh. */
export enum MeshTlsVersion {
  /** Istio's choice: TLS 1.2 at least. */
  TLS_AUTO = 'TLS_AUTO',

  /** TLS 1.2. */
  TLS_V1_2 = 'TLSV1_2',

  /** TLS 1.3. */
  TLS_V1_3 = 'TLSV1_3',
}

/** What holds for every host that no DestinationRule says otherwise of. */
export interface DefaultTrafficPolicy {
  /**
   * Limits of connections and requests.
   *
   * @default - none but the defaults
   */
  readonly connectionPool?: ConnectionPool;

  /**
   * When an endpoint that fails is left out.
   *
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
}
