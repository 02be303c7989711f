import type { Duration, Size } from 'cdk8s';
import { bool, durationOrZero, positive, size, windowSize } from '../write/check';
import { constant, struct } from '../write/json';

/** Defaults for the connections to a proxy. */
export enum ConnectionProfile {
  /** Istio's defaults for sidecars. */
  SIDECAR = 'SIDECAR',

  /** Envoy's recommendations for gateways that face the internet. */
  EDGE = 'EDGE',
}

/** How request headers with an underscore in their name are handled. */
export enum HeadersWithUnderscores {
  /** Accept them. */
  ALLOW = 'HEADERS_WITH_UNDERSCORES_ALLOW',

  /** Reject the request with status 400. */
  REJECT_REQUEST = 'HEADERS_WITH_UNDERSCORES_REJECT_REQUEST',

  /** Drop the header. */
  DROP_HEADER = 'HEADERS_WITH_UNDERSCORES_DROP_HEADER',
}

/** How `%2F` and `%5C` in paths are handled. */
export enum EscapedSlashes {
  /** Keep them. */
  KEEP_UNCHANGED = 'KEEP_UNCHANGED',

  /** Reject the request with status 400. */
  REJECT_REQUEST = 'REJECT_REQUEST',

  /** Redirect the client to the unescaped path. */
  UNESCAPE_AND_REDIRECT = 'UNESCAPE_AND_REDIRECT',

  /** Forward the unescaped path. */
  UNESCAPE_AND_FORWARD = 'UNESCAPE_AND_FORWARD',
}

/** Settings of the connections to a proxy. They override the profile. */
export interface ConnectionSettings {
  /**
   * The defaults.
   *
   * @default ConnectionProfile.SIDECAR
   */
  readonly profile?: ConnectionProfile;

  /**
   * Buffer limit of a connection to the proxy; field `listenerPerConnectionBufferLimitBytes`.
   *
   * @default - Envoy's 1 MiB, 32 KiB with EDGE
   */
  readonly listenerPerConnectionBufferLimit?: Size;

  /**
   * Buffer limit of a connection from the proxy; field `clusterPerConnectionBufferLimitBytes`.
   *
   * @default - Envoy's 1 MiB, 32 KiB with EDGE
   */
  readonly clusterPerConnectionBufferLimit?: Size;

  /**
   * Idle timeout: how long a connection may have no active request.
   *
   * @default - 1 h
   */
  readonly httpIdleTimeout?: Duration;

  /**
   * Maximum lifetime of a connection.
   *
   * @default - no limit
   */
  readonly httpMaxConnectionDuration?: Duration;

  /**
   * Drain time: the time between the two GOAWAY frames at the end of an HTTP/2 connection.
   *
   * @default - Envoy's 5 s
   */
  readonly httpDrainTimeout?: Duration;

  /**
   * Timeout for receiving the whole request.
   *
   * @default - no limit, 5 min with EDGE
   */
  readonly httpRequestTimeout?: Duration;

  /**
   * Timeout for receiving the headers of a request.
   *
   * @default - no limit
   */
  readonly httpRequestHeadersTimeout?: Duration;

  /**
   * Idle timeout of a stream.
   *
   * @default - no limit, 5 min with EDGE
   */
  readonly httpStreamIdleTimeout?: Duration;

  /**
   * Maximum duration of a stream.
   *
   * @default - no limit
   */
  readonly httpMaxStreamDuration?: Duration;

  /**
   * Maximum number of concurrent streams of an HTTP/2 connection.
   *
   * @default - Envoy's, 100 with EDGE
   */
  readonly httpMaxConcurrentStreams?: number;

  /**
   * Initial window size of a stream; at least 65,535 bytes.
   *
   * @default - Envoy's, 64 KiB with EDGE
   */
  readonly http2InitialStreamWindowSize?: Size;

  /**
   * Initial window size of a connection; at least 65,535 bytes.
   *
   * @default - Envoy's, 1 MiB with EDGE
   */
  readonly http2InitialConnectionWindowSize?: Size;

  /**
   * How headers with an underscore are handled.
   *
   * @default - accepted; with EDGE, the request is rejected
   */
  readonly httpHeadersWithUnderscoresAction?: HeadersWithUnderscores;

  /**
   * Merge adjacent slashes in paths.
   *
   * @default - no, yes with EDGE
   */
  readonly httpMergeSlashes?: boolean;

  /**
   * How escaped slashes in paths are handled.
   *
   * @default - kept; with EDGE, unescaped with a redirect
   */
  readonly httpPathWithEscapedSlashesAction?: EscapedSlashes;

  /**
   * Maximum number of connections to a listener.
   *
   * @default - no limit
   */
  readonly listenerConnectionLimit?: number;

  /**
   * Maximum number of connections to the proxy.
   *
   * @default - no limit
   */
  readonly globalDownstreamConnectionLimit?: number;
}

const connectionSettings = struct<ConnectionSettings>((p, at) => ({
  profile: constant(p.profile, at, 'profile'),
  listenerPerConnectionBufferLimitBytes: size(p.listenerPerConnectionBufferLimit, at, 'listenerPerConnectionBufferLimit'),
  clusterPerConnectionBufferLimitBytes: size(p.clusterPerConnectionBufferLimit, at, 'clusterPerConnectionBufferLimit'),
  httpIdleTimeout: durationOrZero(p.httpIdleTimeout, at, 'httpIdleTimeout'),
  httpMaxConnectionDuration: durationOrZero(p.httpMaxConnectionDuration, at, 'httpMaxConnectionDuration'),
  httpDrainTimeout: durationOrZero(p.httpDrainTimeout, at, 'httpDrainTimeout'),
  httpRequestTimeout: durationOrZero(p.httpRequestTimeout, at, 'httpRequestTimeout'),
  httpRequestHeadersTimeout: durationOrZero(p.httpRequestHeadersTimeout, at, 'httpRequestHeadersTimeout'),
  httpStreamIdleTimeout: durationOrZero(p.httpStreamIdleTimeout, at, 'httpStreamIdleTimeout'),
  httpMaxStreamDuration: durationOrZero(p.httpMaxStreamDuration, at, 'httpMaxStreamDuration'),
  httpMaxConcurrentStreams: positive(p.httpMaxConcurrentStreams, at, 'httpMaxConcurrentStreams'),
  http2InitialStreamWindowSize: windowSize(p.http2InitialStreamWindowSize, at, 'http2InitialStreamWindowSize'),
  http2InitialConnectionWindowSize: windowSize(p.http2InitialConnectionWindowSize, at, 'http2InitialConnectionWindowSize'),
  httpHeadersWithUnderscoresAction: constant(p.httpHeadersWithUnderscoresAction, at, 'httpHeadersWithUnderscoresAction'),
  httpMergeSlashes: bool(p.httpMergeSlashes, at, 'httpMergeSlashes'),
  httpPathWithEscapedSlashesAction: constant(p.httpPathWithEscapedSlashesAction, at, 'httpPathWithEscapedSlashesAction'),
  listenerConnectionLimit: positive(p.listenerConnectionLimit, at, 'listenerConnectionLimit'),
  globalDownstreamConnectionLimit: positive(p.globalDownstreamConnectionLimit, at, 'globalDownstreamConnectionLimit'),
}));

export default connectionSettings;
