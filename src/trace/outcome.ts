import type { Duration } from 'cdk8s';

/** Kinds of outcome of a request. */
export enum TrafficOutcomeKind {
  /** A workload gets the request. */
  ROUTED = 'routed',
  /** The client is sent to another URL. */
  REDIRECTED = 'redirected',
  /** The proxy answers directly: a direct response, an injected fault, a CORS preflight, a request that it refuses. */
  ANSWERED = 'answered',
  /** 404: no virtual host matches the host, or none of its routes matches. */
  NO_ROUTE = 'noRoute',
  /** 503: the route names a subset or a port that does not exist. */
  NO_CLUSTER = 'noCluster',
  /** 503: no workload is behind the cluster. */
  NO_ENDPOINT = 'noEndpoint',
  /** The destination is unknown, and the mesh blocks unknown destinations (`REGISTRY_ONLY`). */
  BLOCKED = 'blackHoled',
  /** The destination is unknown, and the request is passed through unchanged. */
  PASSED_THROUGH = 'passedThrough',
  /** No listener or filter chain accepts the connection. */
  REFUSED = 'refused',
  /** The request returns to a proxy that it already passed through, and loops until a limit stops it. */
  LOOPED = 'looped',
  /** The objects do not determine the outcome; `why` has the reason. */
  UNKNOWN = 'unknown',
}

/** Where copies of requests go. */
export interface TrafficMirror {
  /** Full host of the service that gets the copies. */
  readonly host: string;
  /** Port of the service. */
  readonly port: number;
  /**
   * Subset of the service.
   * @default - all endpoints of the host
   */
  readonly subset?: string;
  /** Share of the requests that are copied, 0 to 1. */
  readonly share: number;
}

/** A gateway or waypoint that a request passes through, and how it was sent there. */
export interface TrafficHop {
  /** The workload of the gateway or waypoint, as `NAMESPACE/NAME`. */
  readonly workload: string;
  /** Full host of the Service to which the request was sent. */
  readonly host: string;
  /** Port of that Service. */
  readonly port: number;
  /**
   * Subset of that Service.
   * @default - all endpoints of the host
   */
  readonly subset?: string;
  /**
   * Path that the workload sees, with its query.
   * @default - the connection is forwarded as plain TCP
   */
  readonly path?: string;
  /**
   * Host header that the workload sees.
   * @default - the connection is forwarded as plain TCP
   */
  readonly authority?: string;
  /**
   * How long the previous proxy waits for the complete response.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * Attempts of the previous proxy in total, including the first.
   * @default - the connection is forwarded as plain TCP
   */
  readonly tries?: number;
  /**
   * Name of the route that led there, in the configuration of the previous proxy.
   * @default - it has none
   */
  readonly route?: string;
}

/** Outcome of a share of the requests: a split has one outcome for each of its destinations. */
export interface TrafficOutcome {
  /** Kind of outcome. */
  readonly kind: TrafficOutcomeKind;
  /** Share of the requests, 0 to 1; the shares of all outcomes add up to 1. */
  readonly share: number;
  /** The outcome as a sentence. */
  readonly text: string;
  /**
   * HTTP status that the client gets from the proxy.
   * @default - the service answers
   */
  readonly status?: number;
  /**
   * Where a redirect leads.
   * @default - not a redirect
   */
  readonly location?: string;
  /**
   * Full host of the service that gets the request, like `reviews.shop.svc.cluster.local`.
   * @default - no service gets it
   */
  readonly host?: string;
  /**
   * Port of that service.
   * @default - no service gets it
   */
  readonly port?: number;
  /**
   * Subset of that service.
   * @default - all endpoints of the host
   */
  readonly subset?: string;
  /**
   * The cluster, as Envoy calls it (`outbound|9080|v1|reviews.shop.svc.cluster.local`).
   * @default - no route forwards it
   */
  readonly cluster?: string;
  /**
   * Workloads that may get the request, as `NAMESPACE/NAME`, or addresses outside the mesh.
   * @default - not known
   */
  readonly workloads?: string[];
  /**
   * Path that the service sees, with its query.
   * @default - no service gets it
   */
  readonly path?: string;
  /**
   * Host header that the service sees.
   * @default - no service gets it
   */
  readonly authority?: string;
  /**
   * Headers that the service sees, by lower-case name; several values are joined by a comma.
   * @default - no service gets it
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * How long the proxy waits for the complete response.
   * @default - no limit, or no service gets it
   */
  readonly timeout?: Duration;
  /**
   * Attempts in total, including the first.
   * @default - no service gets it
   */
  readonly tries?: number;
  /**
   * Where copies go.
   * @default - nowhere
   */
  readonly mirrors?: TrafficMirror[];
  /**
   * Delay that a fault injects.
   * @default - none
   */
  readonly delay?: Duration;
  /**
   * Share of the requests that are delayed, 0 to 1.
   * @default - no fault delays them
   */
  readonly delayShare?: number;
  /**
   * Name of the route that matched, as the proxy calls it.
   * @default - it has none, or no route matched
   */
  readonly route?: string;
  /**
   * Gateways and waypoints that the request passes through, in order.
   * @default - none: the caller's own proxy sends it directly to its destination
   */
  readonly hops?: TrafficHop[];
  /**
   * Why the outcome is unknown or refused.
   * @default - see the trace
   */
  readonly why?: string;
}
