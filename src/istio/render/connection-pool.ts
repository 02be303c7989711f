import type { ConnectionPool, Http2KeepAlive, HttpConnectionPool, TcpConnectionPool, TcpKeepalive } from '../connection-pool';
import { bool, duration, durationOrZero, int32, uint32 } from './check';
import { constant, given, refuse, struct } from './json';

export const tcpKeepalive = struct<TcpKeepalive>((p, at) => ({
  probes: uint32(p.probes, at, 'probes'),
  time: duration(p.time, at, 'time'),
  interval: duration(p.interval, at, 'interval'),
}));

export const tcpConnectionPool = struct<TcpConnectionPool>((p, at) => ({
  maxConnections: int32(p.maxConnections, at, 'maxConnections'),
  connectTimeout: duration(p.connectTimeout, at, 'connectTimeout'),
  tcpKeepalive: tcpKeepalive(p.tcpKeepalive, at, 'tcpKeepalive'),
  maxConnectionDuration: duration(p.maxConnectionDuration, at, 'maxConnectionDuration'),
  idleTimeout: durationOrZero(p.idleTimeout, at, 'idleTimeout'),
}));

export const http2KeepAlive = struct<Http2KeepAlive>((p, at) => ({
  interval: duration(p.interval, at, 'interval'),
  timeout: duration(p.timeout, at, 'timeout'),
}));

export const httpConnectionPool = struct<HttpConnectionPool>((p, at) => {
  if (p.useClientProtocol && p.h2UpgradePolicy === 'UPGRADE') {
    refuse(at, 'h2UpgradePolicy UPGRADE has no effect with useClientProtocol; set one of them');
  }
  return {
    http1MaxPendingRequests: int32(p.http1MaxPendingRequests, at, 'http1MaxPendingRequests'),
    http2MaxRequests: int32(p.http2MaxRequests, at, 'http2MaxRequests'),
    maxRequestsPerConnection: int32(p.maxRequestsPerConnection, at, 'maxRequestsPerConnection'),
    maxRetries: int32(p.maxRetries, at, 'maxRetries'),
    idleTimeout: duration(p.idleTimeout, at, 'idleTimeout'),
    h2UpgradePolicy: constant(p.h2UpgradePolicy, at, 'h2UpgradePolicy'),
    useClientProtocol: bool(p.useClientProtocol, at, 'useClientProtocol'),
    maxConcurrentStreams: int32(p.maxConcurrentStreams, at, 'maxConcurrentStreams'),
    http2KeepAlive: http2KeepAlive(p.http2KeepAlive, at, 'http2KeepAlive'),
  };
});

export const connectionPool = struct<ConnectionPool>((p, at) => {
  if (given(p, 'tcp', 'http').length === 0) {
    refuse(at, 'tcp or http must be set, got: neither');
  }
  return {
    tcp: tcpConnectionPool(p.tcp, at, 'tcp'),
    http: httpConnectionPool(p.http, at, 'http'),
  };
});
