/** The protocol of a port, by Istio's name. */
export enum Protocol {
  /** HTTP/1.1, or HTTP/2 if both sides support it. */
  HTTP = 'HTTP',

  /** HTTP over TLS that is not decrypted in the mesh, or terminated at a gateway. */
  HTTPS = 'HTTPS',

  /** HTTP/2. */
  HTTP2 = 'HTTP2',

  /** gRPC. */
  GRPC = 'GRPC',

  /** gRPC-Web. */
  GRPC_WEB = 'GRPC-WEB',

  /** Any TCP. */
  TCP = 'TCP',

  /** Any TLS. */
  TLS = 'TLS',

  /** MongoDB. */
  MONGO = 'MONGO',

  /** MySQL. */
  MYSQL = 'MYSQL',

  /** Redis. */
  REDIS = 'REDIS',

  /** UDP, in a ServiceEntry only: proxies do not handle it. */
  UDP = 'UDP',
}
