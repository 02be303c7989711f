import type { IGatewayRef } from './gateway-ref';
import { guarded } from '../guard/guard';
import { envoyClusterMatch, envoyListenerMatch, envoyProxyMatch, envoyRouteConfigurationMatch, envoyWaypointMatch } from './render/envoy-match';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** The proxies and the traffic direction that a patch applies to. */
export enum EnvoyContext {
  /** All. */
  ANY = 'ANY',

  /** Inbound traffic of sidecars. */
  SIDECAR_INBOUND = 'SIDECAR_INBOUND',

  /** Outbound traffic of sidecars. */
  SIDECAR_OUTBOUND = 'SIDECAR_OUTBOUND',

  /** Gateways. */
  GATEWAY = 'GATEWAY',
}

/** The proxies that a patch applies to. */
export interface EnvoyProxyMatch {
  /**
   * An RE2 expression for the version of the proxy, such as `^1\.31.*`.
   *
   * @default - any
   */
  readonly proxyVersion?: string;

  /**
   * Node metadata of the proxy, by name.
   *
   * @default - any
   */
  readonly metadata?: { [key: string]: string };
}

/** A filter chain of a listener. */
export interface EnvoyFilterChainMatch {
  /**
   * Its name.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * The server name of its match.
   *
   * @default - any
   */
  readonly sni?: string;

  /**
   * The transport protocol of its match: `raw_buffer` or `tls`.
   *
   * @default - any
   */
  readonly transportProtocol?: string;

  /**
   * The application protocols of its match, such as `h2`; joined into one field.
   *
   * @default - any
   */
  readonly applicationProtocols?: string[];

  /**
   * The destination port of its match.
   *
   * @default - any
   */
  readonly destinationPort?: number;

  /**
   * The name of a network filter in it, such as `envoy.filters.network.http_connection_manager`; field `filter.name`.
   *
   * @default - any
   */
  readonly filter?: string;

  /**
   * The name of a sub-filter of that filter, such as `envoy.filters.http.router`; field `filter.subFilter.name`.
   *
   * @default - any
   */
  readonly subFilter?: string;
}

/** A listener. */
export interface EnvoyListenerMatch {
  /**
   * Its name.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Its port.
   *
   * @default - any
   */
  readonly portNumber?: number;

  /**
   * The name of its port; unused by Istio today.
   *
   * @default - any
   */
  readonly portName?: string;

  /**
   * A listener filter in it.
   *
   * @default - any
   */
  readonly listenerFilter?: string;

  /**
   * A filter chain in it.
   *
   * @default - any
   */
  readonly filterChain?: EnvoyFilterChainMatch;
}

/** The action of a route. */
export enum EnvoyRouteAction {
  /** Any. */
  ANY = 'ANY',

  /** The route leads to a cluster. */
  ROUTE = 'ROUTE',

  /** The route redirects the client. */
  REDIRECT = 'REDIRECT',

  /** The route returns a direct response. */
  DIRECT_RESPONSE = 'DIRECT_RESPONSE',
}

/** A route of a virtual host. */
export interface EnvoyRouteMatch {
  /**
   * Its name.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Its action.
   *
   * @default EnvoyRouteAction.ANY
   */
  readonly action?: EnvoyRouteAction;
}

/** A virtual host. */
export interface EnvoyVirtualHostMatch {
  /**
   * Its name; Istio generates `HOST:PORT`.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * One of its domains.
   *
   * @default - any
   */
  readonly domainName?: string;

  /**
   * A route in it.
   *
   * @default - any
   */
  readonly route?: EnvoyRouteMatch;
}

/** A route configuration. */
export interface EnvoyRouteConfigurationMatch {
  /**
   * Its name.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * The port that it was generated for.
   *
   * @default - any
   */
  readonly portNumber?: number;

  /**
   * The name of the port of the gateway's server.
   *
   * @default - any
   */
  readonly portName?: string;

  /**
   * The Gateway that it was generated for.
   *
   * @default - any
   */
  readonly gateway?: IGatewayRef;

  /**
   * A virtual host in it.
   *
   * @default - any
   */
  readonly vhost?: EnvoyVirtualHostMatch;
}

/** A cluster. */
export interface EnvoyClusterMatch {
  /**
   * Its name.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * The host of its service.
   *
   * @default - any
   */
  readonly service?: string;

  /**
   * Its subset.
   *
   * @default - any
   */
  readonly subset?: string;

  /**
   * The port of its service.
   *
   * @default - any
   */
  readonly portNumber?: number;
}

/** A part of a waypoint's configuration. */
export interface EnvoyWaypointMatch {
  /**
   * The port of the service.
   *
   * @default - any
   */
  readonly portNumber?: number;

  /**
   * The name of a filter; field `filter.name`.
   *
   * @default - any
   */
  readonly filter?: string;

  /**
   * The name of a sub-filter of that filter; field `filter.subFilter.name`.
   *
   * @default - any
   */
  readonly subFilter?: string;

  /**
   * The name of a route; field `route.name`.
   *
   * @default - any
   */
  readonly route?: string;
}

/** Where a patch is applied. */
export class EnvoyMatch extends Value {
  /** In listeners. */
  public static listener(context: EnvoyContext, listener: EnvoyListenerMatch = {}, proxy?: EnvoyProxyMatch): EnvoyMatch {
    return new EnvoyMatch(context, { listener: envoyListenerMatch(listener, '', 'listener') }, proxy);
  }

  /** In route configurations. */
  public static routeConfiguration(context: EnvoyContext, routes: EnvoyRouteConfigurationMatch = {}, proxy?: EnvoyProxyMatch): EnvoyMatch {
    return new EnvoyMatch(context, { routeConfiguration: envoyRouteConfigurationMatch(routes, '', 'routeConfiguration') }, proxy);
  }

  /** In clusters. */
  public static cluster(context: EnvoyContext, cluster: EnvoyClusterMatch = {}, proxy?: EnvoyProxyMatch): EnvoyMatch {
    return new EnvoyMatch(context, { cluster: envoyClusterMatch(cluster, '', 'cluster') }, proxy);
  }

  /** In waypoints: the context WAYPOINT. */
  public static waypoint(waypoint: EnvoyWaypointMatch = {}, proxy?: EnvoyProxyMatch): EnvoyMatch {
    return new EnvoyMatch('WAYPOINT', { waypoint: envoyWaypointMatch(waypoint, '', 'waypoint') }, proxy);
  }

  /** Everywhere in these proxies. */
  public static any(context: EnvoyContext, proxy?: EnvoyProxyMatch): EnvoyMatch {
    return new EnvoyMatch(context, {}, proxy);
  }

  private readonly json: Json;

  private constructor(context: string, object: Json, proxy?: EnvoyProxyMatch) {
    super();
    this.json = { context, ...object };
    if (proxy !== undefined) {
      this.json.proxy = envoyProxyMatch(proxy, '', 'proxy');
    }
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(EnvoyMatch, 'istio.EnvoyMatch');
