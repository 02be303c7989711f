import { envoyClusterMatch, envoyListenerMatch, envoyProxyMatch, envoyRouteConfigurationMatch, envoyWaypointMatch } from './envoy-match-json';
import type { IGatewayRef } from './gateway-ref';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import type { Json } from '../write/json';

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
   * Name of the filter chain.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Server name that the filter chain matches.
   *
   * @default - any
   */
  readonly sni?: string;

  /**
   * Transport protocol that the filter chain matches: `raw_buffer` or `tls`.
   *
   * @default - any
   */
  readonly transportProtocol?: string;

  /**
   * Application protocols that the filter chain matches, such as `h2`; joined into one field.
   *
   * @default - any
   */
  readonly applicationProtocols?: string[];

  /**
   * Destination port that the filter chain matches.
   *
   * @default - any
   */
  readonly destinationPort?: number;

  /**
   * Name of a network filter in the filter chain, such as `envoy.filters.network.http_connection_manager`; field `filter.name`.
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
   * Name of the listener.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Port of the listener.
   *
   * @default - any
   */
  readonly portNumber?: number;

  /**
   * Name of the listener's port; Istio does not use this field today.
   *
   * @default - any
   */
  readonly portName?: string;

  /**
   * A listener filter of the listener.
   *
   * @default - any
   */
  readonly listenerFilter?: string;

  /**
   * A filter chain of the listener.
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
   * Name of the route.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Action of the route.
   *
   * @default EnvoyRouteAction.ANY
   */
  readonly action?: EnvoyRouteAction;
}

/** A virtual host. */
export interface EnvoyVirtualHostMatch {
  /**
   * Name of the virtual host; Istio generates `HOST:PORT`.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * One of the virtual host's domains.
   *
   * @default - any
   */
  readonly domainName?: string;

  /**
   * A route of the virtual host.
   *
   * @default - any
   */
  readonly route?: EnvoyRouteMatch;
}

/** A route configuration. */
export interface EnvoyRouteConfigurationMatch {
  /**
   * Name of the route configuration.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Port for which Istio generated the route configuration.
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
   * Gateway for which Istio generated the route configuration.
   *
   * @default - any
   */
  readonly gateway?: IGatewayRef;

  /**
   * A virtual host of the route configuration.
   *
   * @default - any
   */
  readonly vhost?: EnvoyVirtualHostMatch;
}

/** A cluster. */
export interface EnvoyClusterMatch {
  /**
   * Name of the cluster.
   *
   * @default - any
   */
  readonly name?: string;

  /**
   * Host of the service to which the cluster belongs.
   *
   * @default - any
   */
  readonly service?: string;

  /**
   * Subset to which the cluster belongs.
   *
   * @default - any
   */
  readonly subset?: string;

  /**
   * Port of the service to which the cluster belongs.
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
