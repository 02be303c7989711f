import type { Protocol } from './protocol';
import type { ServerTls } from './server-tls';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { bool, gatewayHost, inPort, isIp, label, text } from '../write/check';
import { type Json, list, refuse, struct, value } from '../write/json';

/** A port of a gateway and the hosts that it serves. */
export interface ServerOptions {
  /** The hosts: fully qualified names, which can begin with `*`, or `*`. With `namespace/host`, only VirtualServices of that namespace can bind. */
  readonly hosts: string[];

  /**
   * The port of the gateway.
   *
   * @default - that of the protocol: 80 for http, 443 for https and tls
   */
  readonly port?: number;

  /**
   * The name of the port, unique in the gateway.
   *
   * @default - protocol and number, such as `https-443`
   */
  readonly portName?: string;

  /**
   * A name of the server, for logs and statistics.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The address or Unix socket to listen on.
   *
   * @default - every address of the proxy
   */
  readonly bind?: string;
}

/** A port of a gateway with plain HTTP. */
export interface HttpServerOptions extends ServerOptions {
  /**
   * Redirect every request to https; field `tls.httpsRedirect`.
   *
   * @default false
   */
  readonly httpsRedirect?: boolean;
}

/** A port of a gateway with TLS. */
export interface TlsServerOptions extends ServerOptions {
  /** The TLS settings. */
  readonly tls: ServerTls;
}

/**
 * A port of a gateway and the hosts that it serves.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export class Server extends Value {
  /** Plain HTTP, on port 80 by default. */
  public static http(options: HttpServerOptions): Server {
    const tls = options.httpsRedirect ? { httpsRedirect: bool(options.httpsRedirect, 'Server.http', 'httpsRedirect') } : undefined;
    return new Server(options, 'HTTP', 80, tls);
  }

  /** HTTPS, terminated at the gateway, on port 443 by default. */
  public static https(options: TlsServerOptions): Server {
    return new Server(options, 'HTTPS', 443, value(options.tls, 'Server', 'tls'));
  }

  /** TLS connections, without parsing their content, on port 443 by default. */
  public static tls(options: TlsServerOptions): Server {
    return new Server(options, 'TLS', 443, value(options.tls, 'Server', 'tls'));
  }

  /** HTTP/2 without TLS. */
  public static http2(portNumber: number, options: ServerOptions): Server {
    return new Server({ ...options, port: portNumber }, 'HTTP2', portNumber);
  }

  /** gRPC. */
  public static grpc(portNumber: number, options: ServerOptions): Server {
    return new Server({ ...options, port: portNumber }, 'GRPC', portNumber);
  }

  /** TCP. */
  public static tcp(portNumber: number, options: ServerOptions): Server {
    return new Server({ ...options, port: portNumber }, 'TCP', portNumber);
  }

  /** Another protocol that Istio supports, such as MongoDB. */
  public static protocol(protocol: Protocol, portNumber: number, options: ServerOptions): Server {
    return new Server({ ...options, port: portNumber }, protocol, portNumber);
  }

  private readonly json: Json;

  private constructor(options: ServerOptions, protocol: string, usual: number, tls?: unknown) {
    super();
    const number = inPort(options.port ?? usual, 'Server', 'port');
    const name = label(options.portName ?? `${protocol.toLowerCase()}-${number}`, 'Server', 'portName');
    this.json = { ...serverOptions(options, '', 'Server'), port: { number, name, protocol } };
    if (tls !== undefined) {
      this.json.tls = tls;
    }
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(Server, 'istio.Server');

const serverOptions = struct<ServerOptions>((p, at) => {
  if (p.bind !== undefined && !isIp(p.bind) && !/^unix:\/\/[/@]/.test(p.bind)) {
    refuse(at, `bind must be an IP address or 'unix:///path', got: '${p.bind}'`);
  }
  if (p.hosts.length === 0) {
    refuse(at, 'hosts must contain at least one host');
  }
  return {
    hosts: list(p.hosts, at, 'hosts', gatewayHost),
    name: text(p.name, at, 'name'),
    bind: text(p.bind, at, 'bind'),
  };
});
