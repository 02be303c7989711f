import { bool, text } from '../write/check';
import { constant, struct } from '../write/json';

/** How a proxy handles the header `X-Forwarded-Client-Cert`. */
export enum ForwardClientCertDetails {
  /** Remove the header. */
  SANITIZE = 'SANITIZE',

  /** Forward the header if the connection uses mutual TLS. */
  FORWARD_ONLY = 'FORWARD_ONLY',

  /** If the connection uses mutual TLS, append the client's certificate to the header and forward the header. */
  APPEND_FORWARD = 'APPEND_FORWARD',

  /** If the connection uses mutual TLS, replace the header with the client's certificate. */
  SANITIZE_SET = 'SANITIZE_SET',

  /** Always forward the header. */
  ALWAYS_FORWARD_ONLY = 'ALWAYS_FORWARD_ONLY',
}

/** The parts of a client certificate that `X-Forwarded-Client-Cert` contains. */
export interface ClientCertDetails {
  /**
   * Subject of the client certificate.
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
   * Whole chain of the client certificate, as PEM.
   *
   * @default false
   */
  readonly chain?: boolean;

  /**
   * DNS names of the client certificate.
   *
   * @default true
   */
  readonly dns?: boolean;

  /**
   * URI of the client certificate.
   *
   * @default true
   */
  readonly uri?: boolean;
}

/** Which requests carry Istio's metadata exchange headers. */
export enum MetadataExchangeMode {
  /** All. */
  UNDEFINED = 'UNDEFINED',

  /** Requests to services of the mesh. */
  IN_MESH = 'IN_MESH',
}

/** The response header `Server`. */
export interface ServerHeader {
  /**
   * Leave the header unchanged.
   *
   * @default false
   */
  readonly disabled?: boolean;

  /**
   * Value of the `Server` header.
   *
   * @default istio-envoy
   */
  readonly value?: string;
}

/** The headers that proxies add and modify. */
export interface ProxyHeaders {
  /**
   * How sidecars handle `X-Forwarded-Client-Cert`; for gateways, see `gatewayTopology`.
   *
   * @default ForwardClientCertDetails.APPEND_FORWARD
   */
  readonly forwardedClientCert?: ForwardClientCertDetails;

  /**
   * Parts of the client certificate that `X-Forwarded-Client-Cert` contains.
   *
   * @default - subject, DNS names and URI
   */
  readonly setCurrentClientCertDetails?: ClientCertDetails;

  /**
   * Generate an `X-Request-Id` for each request, which traces and logs need; the inverse of field `requestId.disabled`.
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
   * Send the number of the attempt in `X-Envoy-Attempt-Count`; the inverse of field `attemptCount.disabled`.
   *
   * @default true
   */
  readonly attemptCount?: boolean;

  /**
   * Add Envoy's own headers, such as `X-Envoy-Upstream-Service-Time`; the inverse of field `envoyDebugHeaders.disabled`.
   *
   * @default true
   */
  readonly envoyDebugHeaders?: boolean;

  /**
   * Which requests carry metadata exchange headers; field `metadataExchangeHeaders.mode`.
   *
   * @default - all
   */
  readonly metadataExchangeHeaders?: MetadataExchangeMode;

  /**
   * Preserve the case of HTTP/1 header names.
   *
   * @default false
   */
  readonly preserveHttp1HeaderCase?: boolean;

  /**
   * Add `X-Forwarded-Host` if the host is rewritten; field `xForwardedHost.enabled`.
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

const clientCertDetails = struct<ClientCertDetails>((p, at) => ({
  subject: bool(p.subject, at, 'subject'),
  cert: bool(p.cert, at, 'cert'),
  chain: bool(p.chain, at, 'chain'),
  dns: bool(p.dns, at, 'dns'),
  uri: bool(p.uri, at, 'uri'),
}));

const serverHeader = struct<ServerHeader>((p, at) => ({
  disabled: bool(p.disabled, at, 'disabled'),
  value: text(p.value, at, 'value'),
}));

const proxyHeaders = struct<ProxyHeaders>((p, at) => ({
  forwardedClientCert: constant(p.forwardedClientCert, at, 'forwardedClientCert'),
  setCurrentClientCertDetails: clientCertDetails(p.setCurrentClientCertDetails, at, 'setCurrentClientCertDetails'),
  server: serverHeader(p.server, at, 'server'),
  preserveHttp1HeaderCase: bool(p.preserveHttp1HeaderCase, at, 'preserveHttp1HeaderCase'),
  requestId: p.requestId === undefined ? undefined : { disabled: !p.requestId },
  attemptCount: p.attemptCount === undefined ? undefined : { disabled: !p.attemptCount },
  envoyDebugHeaders: p.envoyDebugHeaders === undefined ? undefined : { disabled: !p.envoyDebugHeaders },
  metadataExchangeHeaders: p.metadataExchangeHeaders && { mode: p.metadataExchangeHeaders },
  xForwardedHost: p.forwardedHost === undefined ? undefined : { enabled: p.forwardedHost },
  xForwardedPort: p.forwardedPort === undefined ? undefined : { enabled: p.forwardedPort },
}));

export default proxyHeaders;
