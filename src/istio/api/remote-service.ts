import type { ClientTls } from './client-tls';
import connectionPoolWriters, { type TcpKeepalive } from './connection-pool';
import { anyText, envName, headerName, hostPort } from '../write/check';
import { exactlyOne, struct, value } from '../write/json';

/** A service outside the service registry that proxies send data to. */
export interface RemoteService {
  /** Address of the service, `host:port`. */
  readonly address: string;

  /**
   * TLS settings of the connection to the service; field `tlsSettings`.
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
  /** Name of the header. */
  readonly name: string;

  /**
   * Value of the header.
   *
   * @default - see `envName`
   */
  readonly value?: string;

  /**
   * Environment variable of the proxy that holds the header's value, instead of `value`.
   *
   * @default - see `value`
   */
  readonly envName?: string;
}

const remoteService = struct<RemoteService>((p, at) => ({
  address: hostPort(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  tcpKeepalive: connectionPoolWriters.tcpKeepalive(p.tcpKeepalive, at, 'tcpKeepalive'),
}));

const httpHeader = struct<HttpHeader>((p, at) => {
  exactlyOne(p, at, 'value', 'envName');
  return {
    name: headerName(p.name, at, 'name'),
    value: anyText(p.value, at, 'value'),
    envName: envName(p.envName, at, 'envName'),
  };
});

export default { remoteService, httpHeader };
