import type { EgressListener, IngressListener, SidecarOutboundTrafficPolicy, SidecarPort, SidecarProps } from '../sidecar';
import { egressHost, isIp, label, port, selectorLabels, text, uint32 } from './check';
import { connectionPool } from './connection-pool';
import { destination } from './destination';
import type { At, Input, Json } from './json';
import { constant, filled, given, list, refuse, struct, value } from './json';

export const sidecarPort = struct<SidecarPort>((p, at) => ({
  number: uint32(p.number, at, 'number'),
  protocol: constant(p.protocol, at, 'protocol'),
  name: label(p.name, at, 'name'),
}));

export const egressListener = struct<EgressListener>((p, at) => {
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

export const ingressListener = struct<IngressListener>((p, at) => {
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
    connectionPool: connectionPool(p.connectionPool, at, 'connectionPool'),
  };
});

export const sidecarOutboundTrafficPolicy = struct<SidecarOutboundTrafficPolicy>((p, at) => {
  if (p.egressProxy && p.egressProxy.toDestinationConfig().port === undefined) {
    refuse(at, 'egressProxy has no port; set one');
  }
  if (p.egressProxy && p.mode !== 'ALLOW_ANY') {
    refuse(at, 'egressProxy has an effect only with mode ALLOW_ANY; set that mode, or remove egressProxy');
  }
  return {
    mode: constant(p.mode, at, 'mode'),
    egressProxy: destination(p.egressProxy, at, 'egressProxy'),
  };
});

export const sidecarSpec = struct<SidecarProps>((p, at) => {
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
    inboundConnectionPool: connectionPool(p.inboundConnectionPool, at, 'inboundConnectionPool'),
  };
});

/** Refuses TLS settings that a sidecar's ingress does not support. */
export function ingressTls(tls: Json, protocol: string, at: At): void {
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
export function egressOrder(listeners: ReadonlyArray<Input<EgressListener>>, at: At): void {
  const all = listeners.findIndex((l) => l.port === undefined);
  if (all >= 0 && all < listeners.length - 1) {
    refuse(at, 'egress: a listener without a port handles all remaining ports; add only one, as the last');
  }
}
