import type { ClientTls } from './client-tls';
import type { TcpKeepalive } from './connection-pool';

/** A service outside the service registry that proxies send data to. */
export interface RemoteService {
  /** Its address, `host:port`. */
  readonly address: string;

  /**
   * TLS settings of the connection to it; field `tlsSettings`.
   *
   * @default - no TLS
   */
  readonly tls?: ClientTls;

  /**
   * Probes of idle connections.
   *
   * @default - none
   */
  readonly tcpKeepalive?: TcpKeepalive;
}

/** A header that proxies send. */
export interface HttpHeader {
  /** Its name. */
  readonly name: string;

  /**
   * Its value.
   *
   * @default - see `envName`
   */
  readonly value?: string;

  /**
   * The environment variable of the proxy that holds its value, instead of `value`.
   *
   * @default - see `value`
   */
  readonly envName?: string;
}
