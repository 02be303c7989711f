import type { Construct } from 'constructs';
import type { ConnectionPool } from './connection-pool';
import type { IDestination } from './destination';
import type { Protocol } from './protocol';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { egressListener, ingressListener } from './render/sidecar';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { ServerTls } from './server-tls';

/** How traffic comes to a listener. */
export enum CaptureMode {
  /** As the proxy is set up. */
  DEFAULT = 'DEFAULT',

  /** Redirected by iptables. */
  IPTABLES = 'IPTABLES',

  /** Sent to the port by the application itself. */
  NONE = 'NONE',
}

/** A port of a listener of a sidecar. */
export interface SidecarPort {
  /** The number; 0 with a Unix socket. */
  readonly number: number;

  /** The protocol. */
  readonly protocol: Protocol;

  /**
   * The name.
   *
   * @default - none
   */
  readonly name?: string;
}

/** What workloads can reach, over one listener or over all. */
export interface EgressListener {
  /** The hosts that can be reached: `namespace/host`; `.` is this namespace, `*` any, `~` in front takes one out. */
  readonly hosts: string[];

  /**
   * The port of the listener.
   *
   * @default - all ports that the hosts have
   */
  readonly port?: SidecarPort;

  /**
   * The address or Unix socket of the listener.
   *
   * @default - that of the service
   */
  readonly bind?: string;

  /**
   * How traffic comes to the listener.
   *
   * @default CaptureMode.DEFAULT
   */
  readonly captureMode?: CaptureMode;
}

/** A port that workloads are called at. */
export interface IngressListener {
  /** The port of the listener. */
  readonly port: SidecarPort;

  /**
   * Where the traffic goes: `127.0.0.1:PORT`, `0.0.0.0:PORT`, or `unix:///path`.
   *
   * @default - the same port of the application
   */
  readonly defaultEndpoint?: string;

  /**
   * The address of the listener.
   *
   * @default - the pod's addresses
   */
  readonly bind?: string;

  /**
   * How traffic comes to the listener.
   *
   * @default CaptureMode.DEFAULT
   */
  readonly captureMode?: CaptureMode;

  /**
   * TLS for callers outside the mesh, with certificates in files; the port's protocol must be HTTPS or TLS, and PeerAuthentication be off for it.
   *
   * @default - as PeerAuthentication says
   */
  readonly tls?: ServerTls;

  /**
   * Limits of the connections to the port.
   *
   * @default - `inboundConnectionPool`
   */
  readonly connectionPool?: ConnectionPool;
}

/** What happens to traffic to unknown destinations. */
export enum OutboundTrafficMode {
  /** It is refused; a help against mistakes, no firewall. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',

  /** It goes on. */
  ALLOW_ANY = 'ALLOW_ANY',
}

/** What happens to traffic to destinations that the sidecar does not know. */
export interface SidecarOutboundTrafficPolicy {
  /**
   * Refuse it or let it go on.
   *
   * @default - the mesh's setting
   */
  readonly mode?: OutboundTrafficMode;

  /**
   * The egress gateway that it is sent through, with ALLOW_ANY; one of the egress hosts must cover it.
   *
   * @default - none
   */
  readonly egressProxy?: IDestination;
}

/** Properties of `Sidecar`. */
export interface SidecarProps extends ResourceProps {
  /**
   * The labels of the workloads.
   *
   * @default - all of the namespace
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * What can be reached.
   *
   * @default - all that is exported to the namespace
   */
  readonly egress?: EgressListener[];

  /**
   * The ports that the workloads are called at.
   *
   * @default - those of their services
   */
  readonly ingress?: IngressListener[];

  /**
   * What happens to traffic to unknown destinations.
   *
   * @default - the mesh's setting
   */
  readonly outboundTrafficPolicy?: SidecarOutboundTrafficPolicy;

  /**
   * Limits of the connections to the workloads.
   *
   * @default - those of DestinationRules
   */
  readonly inboundConnectionPool?: ConnectionPool;
}

/**
 * What the proxies of workloads know and do: which hosts they can reach, at which ports they are called. The fewer hosts, the less
 * memory a proxy takes. One without a selector holds for its namespace, in the root namespace for the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.Sidecar(chart, 'default', {
 *   egress: [{ hosts: ['./*', 'istio-system/*'] }],
 * });
 */
export class Sidecar extends IstioResource {
  public constructor(scope: Construct, id: string, props: SidecarProps = {}) {
    super(scope, id, described('Sidecar', props));
  }

  /** Adds what can be reached. A listener with a port goes before the one without, which Istio wants to be the last. */
  public addEgress(listener: EgressListener): void {
    const there = (this._state.egress ?? []) as Json[];
    const last = there[there.length - 1];
    const all = last !== undefined && last.port === undefined;
    if (all && listener.port === undefined) {
      this._refuse('an egress listener without a port already exists; add the hosts to it');
    }
    this._append('egress', (at) => egressListener(listener, '', at));
    if (all) {
      const items = this._state.egress as Json[];
      items.splice(items.length - 2, 2, items[items.length - 1], last);
    }
  }

  /** Adds a port that the workloads are called at. */
  public addIngress(listener: IngressListener): void {
    if (((this._state.ingress ?? []) as Json[]).some((l) => (l.port as Json).number === listener.port.number)) {
      this._refuse(`an ingress listener on port ${listener.port.number} already exists; use a different port, or change that listener`);
    }
    this._append('ingress', (at) => ingressListener(listener, '', at));
  }
}
