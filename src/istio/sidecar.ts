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
import { given, guarded } from '../guard/guard';

/** How traffic is captured for a listener. */
export enum CaptureMode {
  /** The default of the proxy. */
  DEFAULT = 'DEFAULT',

  /** Redirected by iptables. */
  IPTABLES = 'IPTABLES',

  /** No capture: the application connects to the port itself. */
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

/** The hosts that workloads can reach, through one listener or through all. */
export interface EgressListener {
  /** The reachable hosts: `namespace/host`; `.` is this namespace, `*` any, and a leading `~` excludes one. */
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

/** An inbound port of workloads. */
export interface IngressListener {
  /** The port of the listener. */
  readonly port: SidecarPort;

  /**
   * Where traffic is forwarded: `127.0.0.1:PORT`, `0.0.0.0:PORT`, or `unix:///path`.
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
   * TLS for callers outside the mesh, with certificates in files. The protocol of the port must be HTTPS or TLS, and PeerAuthentication must be disabled for it.
   *
   * @default - see PeerAuthentication
   */
  readonly tls?: ServerTls;

  /**
   * Limits of the connections to the port.
   *
   * @default - `inboundConnectionPool`
   */
  readonly connectionPool?: ConnectionPool;
}

/** How traffic to unknown destinations is handled. */
export enum OutboundTrafficMode {
  /** Refuse traffic to unknown destinations. This guards against mistakes, but is not a firewall. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',

  /** Forward traffic to unknown destinations. */
  ALLOW_ANY = 'ALLOW_ANY',
}

/** How traffic to destinations that the sidecar does not know is handled. */
export interface SidecarOutboundTrafficPolicy {
  /**
   * Whether traffic to unknown destinations is refused or forwarded.
   *
   * @default - the mesh's setting
   */
  readonly mode?: OutboundTrafficMode;

  /**
   * The egress gateway for this traffic, with ALLOW_ANY; one of the egress hosts must include it.
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
   * @default - all workloads of the namespace
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * The reachable hosts.
   *
   * @default - all hosts that are exported to the namespace
   */
  readonly egress?: EgressListener[];

  /**
   * The inbound ports of the workloads.
   *
   * @default - those of their services
   */
  readonly ingress?: IngressListener[];

  /**
   * How traffic to unknown destinations is handled.
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
 * Limits the configuration of workloads' proxies: the hosts that they can reach, and their inbound ports. Fewer hosts need less
 * memory per proxy. Without a selector it applies to its namespace; in the root namespace, to the mesh.
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
    super(scope, given('istio.Sidecar', scope, id, props), described('Sidecar', props));
  }

  /** Adds reachable hosts. Listeners with a port are placed before the one without, which must be the last. */
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

  /** Adds an inbound port of the workloads. */
  public addIngress(listener: IngressListener): void {
    if (((this._state.ingress ?? []) as Json[]).some((l) => (l.port as Json).number === listener.port.number)) {
      this._refuse(`an ingress listener on port ${listener.port.number} already exists; use a different port, or change that listener`);
    }
    this._append('ingress', (at) => ingressListener(listener, '', at));
  }
}
guarded(Sidecar, 'istio.Sidecar');
