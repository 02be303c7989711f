/** The protocols of a port, as Istio names them. */
export enum Protocol {
  /** HTTP/1.1, and HTTP/2 where both sides can. */
  HTTP = 'HTTP',

  /** HTTP over TLS that is not decrypted in the mesh, or ends at a gateway. */
  HTTPS = 'HTTPS',

  /** HTTP/2. */
  HTTP2 = 'HTTP2',

  /** GRPC. */
  GRPC = 'GRPC',

  /** GRPC for browsers. */
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

  /** UDP, in a ServiceEntry alone: proxies let it pass by. */
  UDP = 'UDP',
}
