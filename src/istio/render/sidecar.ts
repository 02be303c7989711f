import type { EgressListener, IngressListener, SidecarOutboundTrafficPolicy, SidecarPort, SidecarProps } from '../sidecar';
import { dnsLabel, egressHost, selectorLabels, text, uint32 } from './check';
import { connectionPool } from './connection-pool';
import { destination } from './destination';
import { constant, list, refuse, struct, value } from './json';

export const sidecarPort = struct<SidecarPort>((p, at) => ({
  number: uint32(p.number, at, 'number'),
  protocol: constant(p.protocol, at, 'protocol'),
  name: dnsLabel(p.name, at, 'name'),
}));

export const egressListener = struct<EgressListener>((p, at) => {
  if (p.hosts.length === 0) {
    refuse(at, "hosts must name at least one 'namespace/host'");
  }
  return {
    hosts: list(p.hosts, at, 'hosts', egressHost),
    port: sidecarPort(p.port, at, 'port'),
    bind: text(p.bind, at, 'bind'),
    captureMode: constant(p.captureMode, at, 'captureMode'),
  };
});

export const ingressListener = struct<IngressListener>((p, at) => {
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
  if (p.egressProxy && p.mode !== 'ALLOW_ANY') {
    refuse(at, 'egressProxy has an effect with the mode ALLOW_ANY alone');
  }
  return {
    mode: constant(p.mode, at, 'mode'),
    egressProxy: destination(p.egressProxy, at, 'egressProxy'),
  };
});

export const sidecarSpec = struct<SidecarProps>((p, at) => ({
  workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
  egress: list(p.egress, at, 'egress', egressListener),
  ingress: list(p.ingress, at, 'ingress', ingressListener),
  outboundTrafficPolicy: sidecarOutboundTrafficPolicy(p.outboundTrafficPolicy, at, 'outboundTrafficPolicy'),
  inboundConnectionPool: connectionPool(p.inboundConnectionPool, at, 'inboundConnectionPool'),
}));
