/** What a proxy does with the header `X-Forwarded-Client-Cert`. */
export enum ForwardClientCertDetails {
  /** Take it out. */
  SANITIZE = 'SANITIZE',

  /** Forward it, where the connection is mutual TLS. */
  FORWARD_ONLY = 'FORWARD_ONLY',

  /** Append the client's certificate and forward it, where the connection is mutual TLS. */
  APPEND_FORWARD = 'APPEND_FORWARD',

  /** Replace it by the client's certificate, where the connection is mutual TLS. */
  SANITIZE_SET = 'SANITIZE_SET',

  /** Forward it, whatever the connection is. */
  ALWAYS_FORWARD_ONLY = 'ALWAYS_FORWARD_ONLY',
}

/** What of a client's certificate goes into `X-Forwarded-Client-Cert`. */
export interface ClientCertDetails {
  /**
   * Its subject.
   *
   * @default true
   */
  readonly subject?: boolean;

  /**
   * The whole certificate, as PEM.
   *
   * @default false
   */
  readonly cert?: boolean;

  /**
   * Its whole chain, as PEM.
   *
   * @default false
   */
  readonly chain?: boolean;

  /**
   * Its DNS names.
   *
   * @default true
   */
  readonly dns?: boolean;

  /**
   * Its URI.
   *
   * @default true
   */
  readonly uri?: boolean;
}

/** Which requests carry the headers of Istio's metadata exchange. */
export enum MetadataExchangeMode {
  /** All. */
  UNDEFINED = 'UNDEFINED',

  /** Those to services of the mesh. */
  IN_MESH = 'IN_MESH',
}

/** The response header `Server`. */
export interface ServerHeader {
  /**
   * Leave the header as it is.
   *
   * @default false
   */
  readonly disabled?: boolean;

  /**
   * Its value.
   *
   * @default istio-envoy
   */
  readonly value?: string;
}

/** The headers that proxies add and change. */
export interface ProxyHeaders {
  /**
   * What sidecars do with `X-Forwarded-Client-Cert`; gateways have `gatewayTopology`.
   *
   * @default ForwardClientCertDetails.APPEND_FORWARD
   */
  readonly forwardedClientCert?: ForwardClientCertDetails;

  /**
   * What of a client's certificate goes into it.
   *
   * @default - subject, DNS names and URI
   */
  readonly setCurrentClientCertDetails?: ClientCertDetails;

  /**
   * Give each request an `X-Request-Id`, which traces and logs need; field `requestId.disabled` turned round.
   *
   * @default true
   */
  readonly requestId?: boolean;

  /**
   * The response header `Server`.
   *
   * @default - `istio-envoy`
   */
  readonly server?: ServerHeader;

  /**
   * Tell the destination the number of the try in `X-Envoy-Attempt-Count`; field `attemptCount.disabled` turned round.
   *
   * @default true
   */
  readonly attemptCount?: boolean;

  /**
   * Add Envoy's own headers, such as `X-Envoy-Upstream-Service-Time`; field `envoyDebugHeaders.disabled` turned round.
   *
   * @default true
   */
  readonly envoyDebugHeaders?: boolean;

  /**
   * Which requests carry the headers of metadata exchange; field `metadataExchangeHeaders.mode`.
   *
   * @default - all
   */
  readonly metadataExchangeHeaders?: MetadataExchangeMode;

  /**
   * Keep the case of header names in HTTP/1.
   *
   * @default false
   */
  readonly preserveHttp1HeaderCase?: boolean;

  /**
   * Add `X-Forwarded-Host` where the host is rewritten; field `xForwardedHost.enabled`.
   *
   * @default false
   */
  readonly forwardedHost?: boolean;

  /**
   * Add `X-Forwarded-Port`; field `xForwardedPort.enabled`.
   *
   * @default false
   */
  readonly forwardedPort?: boolean;
}
