import type { GatewayWorkload } from './workload';
import * as names from '../grammar/names';
import type { ListenerModel } from '../model/gateway';

/** Protocol of a listener. */
export enum ListenerProtocol {
  /** Plain HTTP. */
  HTTP = 'HTTP',
  /** HTTPS: the gateway terminates TLS and sees requests. */
  HTTPS = 'HTTPS',
  /** TLS passthrough, by server name. */
  TLS_PASSTHROUGH = 'TLS_PASSTHROUGH',
  /** TLS termination for TCP. */
  TLS = 'TLS',
  /** TCP. */
  TCP = 'TCP',
}

/** A listener of another owner's gateway, and which of its requests this app handles. */
export interface ListenerAttributes {
  /** Protocol of the listener. */
  readonly protocol: ListenerProtocol;
  /**
   * The hosts that this app serves there: all or some of the listener's.
   *
   * @default - any; required for TLS_PASSTHROUGH, and on Istio's API for requests that are not delegated
   */
  readonly hosts?: string[];
  /**
   * Port of the gateway's Service.
   *
   * @default - 80 for HTTP, 443 for HTTPS and TLS; required for TCP
   */
  readonly port?: number;
  /**
   * Name by which `gateway.listener(name)` finds it here.
   *
   * @default - protocol and port, such as `https-443`
   */
  readonly listenerName?: string;
  /**
   * With Gateway API, name of the listener in the owner's Gateway, to attach routes only to it. @default - routes attach to all listeners of the port with a
   * matching host
   */
  readonly sectionName?: string;
  /**
   * Path prefix that the owner delegates to this app, with `listener.delegate(pathPrefix, …)`.
   *
   * @default - requests to the hosts, whatever their path
   */
  readonly pathPrefix?: string;
  /**
   * Name that the owner delegates to. With Istio's API it is the name of this app's VirtualService. @default - the ID of the gateway's construct
   */
  readonly delegateName?: string;
}

/** Attributes of a gateway of another owner. */
export interface IngressGatewayAttributes {
  /** Name of the gateway's object. */
  readonly gatewayName: string;
  /**
   * Namespace of the gateway's object.
   *
   * @default - the namespace of its proxies
   */
  readonly namespace?: string;
  /**
   * The gateway's proxies, from which the services that the gateway routes to accept requests.
   *
   * @default GatewayWorkload.existing()
   */
  readonly workload?: GatewayWorkload;
  /**
   * Listeners to attach routes to.
   *
   * @default - none; a ListenerSet can add some
   */
  readonly listeners?: ListenerAttributes[];
}

const PROTOCOL = { HTTP: 'http', HTTPS: 'https', TLS_PASSTHROUGH: 'tls-passthrough', TLS: 'tls-terminate', TCP: 'tcp' } as const;
const PORT = { HTTP: 80, HTTPS: 443, TLS_PASSTHROUGH: 443, TLS: 443, TCP: undefined } as const;

/** The properties of another owner's listener, without its rules. */
export function attachedListener(gateway: string, id: string, a: ListenerAttributes): Omit<ListenerModel, 'httpRules' | 'tlsRules' | 'tcpRules' | 'access' | 'jwt' | 'guests'> {
  const protocol = PROTOCOL[a.protocol];
  const port = a.port ?? PORT[a.protocol];
  if (port === undefined) {
    throw new Error(`a listener of gateway '${gateway}': the port of a TCP listener is not known; set port`);
  }
  const name = a.listenerName ?? `${protocol}-${port}`;
  const what = `listener '${gateway}/${name}'`;
  names.port(`${what}: port`, port);
  if (a.hosts?.length === 0) {
    throw new Error(`${what}: hosts must not be empty, got: []; list the hosts that this app serves, or omit hosts to serve any host`);
  }
  if (!a.hosts && protocol === 'tls-passthrough') {
    throw new Error(`${what} has no hosts, which are needed to route connections by server name; set hosts to those that this app serves`);
  }
  const requests = protocol === 'http' || protocol === 'https';
  if (!requests && (a.pathPrefix !== undefined || a.delegateName !== undefined)) {
    throw new Error(`${what}: paths can be matched on HTTP and HTTPS listeners only; remove ${a.pathPrefix !== undefined ? 'pathPrefix' : 'delegateName'}`);
  }
  if (a.delegateName !== undefined && a.pathPrefix === undefined) {
    throw new Error(`${what}: a delegateName needs a path prefix to delegate; set pathPrefix too`);
  }
  if (a.pathPrefix !== undefined && !a.pathPrefix.startsWith('/')) {
    throw new Error(`${what}: pathPrefix must begin with '/', got: '${a.pathPrefix}'`);
  }
  return {
    name,
    path: `${gateway}/${name}`,
    port,
    protocol,
    hosts: (a.hosts ?? ['*']).map((h) => names.host(`${what}: a host`, h, { wildcard: true, any: true })),
    redirectToHttps: false,
    pathPrefix: a.pathPrefix,
    delegate: a.pathPrefix === undefined ? undefined : names.dnsName(`${what}: delegateName`, a.delegateName ?? id),
    section: a.sectionName,
  };
}
