import type { Duration, Size } from 'cdk8s';

/** Defaults for the connections to a proxy. */
export enum ConnectionProfile {
  /** Istio's usual ones. */
  SIDECAR = 'SIDECAR',

  /** Envoy's advice for gateways that face the internet. */
  EDGE = 'EDGE',
}

/** What happens to request headers with an underscore in their name. */
export enum HeadersWithUnderscores {
  /** They pass. */
  ALLOW = 'HEADERS_WITH_UNDERSCORES_ALLOW',

  /** The request is refused with 400. */
  REJECT_REQUEST = 'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST',

  /** The header is taken out. */
  DROP_HEADER = 'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
}

/** What happens to `%2F` and `%5C` in paths. */
export enum EscapedSlashes {
  /** They stay. */
  KEEP_UNCHANGED = 'KEEP_UNCHANGED',

  /** The request is refused with 400. */
  REJECT_REQUEST = 'REJECT_REQUEST',

  /** The caller is redirected to the path with slashes. */
  UNESCAPE_AND_REDIRECT = 'UNESCAPE_AND_REDIRECT',

  /** The path is forwarded with slashes. */
  UNESCAPE_AND_FORWARD = 'UNESCAPE_AND_FORWARD',
}

/** How a proxy treats the connections to it. What is set here comes before the profile. */
export interface ConnectionSettings {
  /**
   * The defaults.
   *
   * @default ConnectionProfile.SIDECAR
   */
  readonly profile?: ConnectionProfile;

  /**
   * The buffer of a connection to the proxy; field `listenerPerConnectionBufferLimitBytes`.
   *
   * @default - Envoy's 1 MiB, 32 KiB with EDGE
   */
  readonly listenerPerConnectionBufferLimit?: Size;

  /**
   * The buffer of a connection from the proxy; field `clusterPerConnectionBufferLimitBytes`.
   *
   * @default - Envoy's 1 MiB, 32 KiB with EDGE
   */
  readonly clusterPerConnectionBufferLimit?: Size;

  /**
   * How long a connection may have no request.
   *
   * @default - 1 h
   */
  readonly httpIdleTimeout?: Duration;

  /**
   * The longest life of a connection.
   *
   * @default - no limit
   */
  readonly httpMaxConnectionDuration?: Duration;

  /**
   * The time between the first and the last notice of the end of an HTTP/2 connection.
   *
   * @default - Envoy's 5 s
   */
  readonly httpDrainTimeout?: Duration;

  /**
   * The time to receive a whole request.
   *
   * @default - no limit, 5 min with EDGE
   */
  readonly httpRequestTimeout?: Duration;

  /**
   * The time to receive the headers of a request.
   *
   * @default - no limit
   */
  readonly httpRequestHeadersTimeout?: Duration;

  /**
   * How long a stream may rest.
   *
   * @default - no limit, 5 min with EDGE
   */
  readonly httpStreamIdleTimeout?: Duration;

  /**
   * The longest life of a stream.
   *
   * @default - no limit
   */
  readonly httpMaxStreamDuration?: Duration;

  /**
   * The most streams of an HTTP/2 connection.
   *
   * @default - Envoy's, 100 with EDGE
   */
  readonly httpMaxConcurrentStreams?: number;

  /**
   * The first window of a stream, at least 65,535 bytes.
   *
   * @default - Envoy's, 64 KiB with EDGE
   */
  readonly http2InitialStreamWindowSize?: Size;

  /**
   * The first window of a connection, at least 65,535 bytes.
   *
   * @default - Envoy's, 1 MiB with EDGE
   */
  readonly http2InitialConnectionWindowSize?: Size;

  /**
   * What happens to headers with an underscore.
   *
   * @default - they pass, refused with EDGE
   */
  readonly httpHeadersWithUnderscoresAction?: HeadersWithUnderscores;

  /**
   * Make one of slashes in a row.
   *
   * @default - no, yes with EDGE
   */
  readonly httpMergeSlashes?: boolean;

  /**
   * What happens to escaped slashes.
   *
   * @default - they stay, redirected with EDGE
   */
  readonly httpPathWithEscapedSlashesAction?: EscapedSlashes;

  /**
   * The most connections to a listener.
   *
   * @default - no limit
   */
  readonly listenerConnectionLimit?: number;

  /**
   * The most connections to the proxy.
   *
   * @default - no limit
   */
  readonly globalDownstreamConnectionLimit?: number;
}
