import connectionPoolWriters, { type ConnectionPool } from './connection-pool';
import destinationOf, { type IDestination } from './destination';
import type { Protocol } from './protocol';
import type { ResourceProps } from './resource-props';
import type { ServerTls } from './server-tls';
import { egressHost, isIp, label, port, selectorLabels, text, uint32 } from '../write/check';
import { type At, constant, filled, given, type Input, type Json, list, refuse, struct, value } from '../write/json';

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
   * @default - the address of the service
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
   * TLS for callers outside the mesh, with certificates in files. The protocol of the port must be HTTPS or TLS, and PeerAuthentication must be disabled for
   * it.
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
   * @default - the ports of their services
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
   * @default - the settings of DestinationRules
   */
  readonly inboundConnectionPool?: ConnectionPool;
}

const sidecarPort = struct<SidecarPort>((p, at) => ({
  number: uint32(p.number, at, 'number'),
  protocol: constant(p.protocol, at, 'protocol'),
  name: label(p.name, at, 'name'),
}));

const egressListener = struct<EgressListener>((p, at) => {
  if (p.port === undefined && p.bind !== undefined) {
    refuse(at, 'bind has no effect without a port; set port too');
  }
  if (p.port?.number === 0 && !p.bind?.startsWith('unix://')) {
    refuse(at, "port 0 is for a Unix socket; set bind to its path, 'unix:///path'");
  }
  if (p.port !== undefined && p.port.number !== 0) {
    port(p.port.number, at, 'port.number');
    if (p.bind !== undefined && !isIp(p.bind)) {
      refuse(at, `bind must be an IP address if the port is not 0, got: '${p.bind}'`);
    }
  }
  if (p.hosts.length === 0) {
    refuse(at, "hosts must contain at least one 'namespace/host'");
  }
  return {
    hosts: list(p.hosts, at, 'hosts', egressHost),
    port: sidecarPort(p.port, at, 'port'),
    bind: text(p.bind, at, 'bind'),
    captureMode: constant(p.captureMode, at, 'captureMode'),
  };
});

const ingressListener = struct<IngressListener>((p, at) => {
  port(p.port?.number, at, 'port.number');
  if (p.bind !== undefined && !isIp(p.bind)) {
    refuse(at, `bind must be an IP address, got: '${p.bind}'`);
  }
  if (p.tls) {
    ingressTls(p.tls._render(), p.port.protocol, at);
  }
  if (p.defaultEndpoint !== undefined && !/^(127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d+$|^unix:\/\/[/@]/.test(p.defaultEndpoint)) {
    refuse(at, `defaultEndpoint must be '127.0.0.1:PORT', '0.0.0.0:PORT', '[::1]:PORT', '[::]:PORT' or 'unix:///path', got: '${p.defaultEndpoint}'`);
  }
  return {
    port: sidecarPort(p.port, at, 'port'),
    defaultEndpoint: text(p.defaultEndpoint, at, 'defaultEndpoint'),
    bind: text(p.bind, at, 'bind'),
    captureMode: constant(p.captureMode, at, 'captureMode'),
    tls: value(p.tls, at, 'tls'),
    connectionPool: connectionPoolWriters.connectionPool(p.connectionPool, at, 'connectionPool'),
  };
});

const sidecarOutboundTrafficPolicy = struct<SidecarOutboundTrafficPolicy>((p, at) => {
  if (p.egressProxy && p.egressProxy.toDestinationConfig().port === undefined) {
    refuse(at, 'egressProxy has no port; set one');
  }
  if (p.egressProxy && p.mode !== 'ALLOW_ANY') {
    refuse(at, 'egressProxy has an effect only with mode ALLOW_ANY; set that mode, or remove egressProxy');
  }
  return {
    mode: constant(p.mode, at, 'mode'),
    egressProxy: destinationOf(p.egressProxy, at, 'egressProxy'),
  };
});

const sidecarSpec = struct<SidecarProps>((p, at) => {
  egressOrder(p.egress ?? [], at);
  const numbers = (p.ingress ?? []).map((l) => l.port.number);
  const repeated = numbers.find((n, i) => numbers.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `ingress has port ${repeated} more than once; remove one`);
  }
  return {
    workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
    egress: filled(p.egress, at, 'egress', egressListener),
    ingress: filled(p.ingress, at, 'ingress', ingressListener),
    outboundTrafficPolicy: sidecarOutboundTrafficPolicy(p.outboundTrafficPolicy, at, 'outboundTrafficPolicy'),
    inboundConnectionPool: connectionPoolWriters.connectionPool(p.inboundConnectionPool, at, 'inboundConnectionPool'),
  };
});

/** Refuses TLS settings that a sidecar's ingress does not support. */
function ingressTls(tls: Json, protocol: string, at: At): void {
  const never = given(tls, 'credentialName', 'credentialNames', 'tlsCertificates', 'subjectAltNames', 'caCertCredentialName');
  if (never.length > 0) {
    refuse(at, `the tls of a sidecar does not support ${never.join(', ')}; use certificate files of the proxy`);
  }
  if (tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH') {
    refuse(at, `the tls of a sidecar does not support mode ${tls.mode}; use SIMPLE or MUTUAL`);
  }
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    refuse(at, `the protocol must be HTTPS or TLS if tls is set, got: ${protocol}`);
  }
}

/** Refuses an order of egress listeners that istiod rejects. */
function egressOrder(listeners: ReadonlyArray<Input<EgressListener>>, at: At): void {
  const all = listeners.findIndex((l) => l.port === undefined);
  if (all >= 0 && all < listeners.length - 1) {
    refuse(at, 'egress: a listener without a port handles all remaining ports; add only one, as the last');
  }
}

export default { egressListener, ingressListener, sidecarSpec };
