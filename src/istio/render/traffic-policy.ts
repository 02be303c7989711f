import type { PortTrafficPolicy, ProxyProtocol, RetryBudget, TrafficPolicy, Tunnel } from '../traffic-policy';
import { durationOrZero, host, percent, port, portReference, uint32 } from './check';
import { connectionPool } from './connection-pool';
import { atMostOne, constant, given, list, refuse, struct, value } from './json';
import { outlierDetection } from './outlier-detection';

export const proxyProtocol = struct<ProxyProtocol>((p, at) => ({
  version: constant(p.version, at, 'version'),
}));

export const retryBudget = struct<RetryBudget>((p, at) => ({
  percent: percent(p.percent, at, 'percent'),
  minRetryConcurrency: uint32(p.minRetryConcurrency, at, 'minRetryConcurrency'),
  budgetInterval: durationOrZero(p.budgetInterval, at, 'budgetInterval'),
}));

export const tunnel = struct<Tunnel>((p, at) => ({
  targetHost: host(p.targetHost, at, 'targetHost'),
  targetPort: port(p.targetPort, at, 'targetPort'),
  protocol: constant(p.protocol, at, 'protocol'),
}));

export const portTrafficPolicy = struct<PortTrafficPolicy>((p, at) => {
  if (given(p, 'loadBalancer', 'connectionPool', 'outlierDetection', 'tls').length === 0) {
    refuse(at, `the policy of port ${p.port} sets nothing; set loadBalancer, connectionPool, outlierDetection or tls`);
  }
  return {
    port: portReference(p.port, at, 'port'),
    loadBalancer: value(p.loadBalancer, at, 'loadBalancer'),
    connectionPool: connectionPool(p.connectionPool, at, 'connectionPool'),
    outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
    tls: value(p.tls, at, 'tls'),
  };
});

export const trafficPolicy = struct<TrafficPolicy>((p, at) => {
  atMostOne(p, at, 'tunnel', 'proxyProtocol');
  const ports = (p.portLevelSettings ?? []).map((s) => s.port);
  const repeated = ports.find((n, i) => ports.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `port ${repeated} has more than one policy in portLevelSettings; merge them into one`);
  }
  return {
    loadBalancer: value(p.loadBalancer, at, 'loadBalancer'),
    connectionPool: connectionPool(p.connectionPool, at, 'connectionPool'),
    outlierDetection: outlierDetection(p.outlierDetection, at, 'outlierDetection'),
    tls: value(p.tls, at, 'tls'),
    portLevelSettings: list(p.portLevelSettings, at, 'portLevelSettings', portTrafficPolicy),
    tunnel: tunnel(p.tunnel, at, 'tunnel'),
    proxyProtocol: proxyProtocol(p.proxyProtocol, at, 'proxyProtocol'),
    retryBudget: retryBudget(p.retryBudget, at, 'retryBudget'),
  };
});
