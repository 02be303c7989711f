import type { Cluster } from './form';
import type { MeshSettings } from './mesh';
import { circuitBreakers, poolFields } from './traffic-policy';

const base = { endpoints: [], endpointsKnown: true } as const;

/** Receives what must be dropped: no endpoint. */
export const blackHole = (mesh: MeshSettings): Cluster => ({ ...base, name: 'BlackHoleCluster', type: 'STATIC', connectTimeout: mesh.connectTimeout, lbPolicy: 'ROUND_ROBIN' });

/** Forwards unknown traffic to its original destination. */
export const passthroughCluster = (mesh: MeshSettings): Cluster => ({
  ...base,
  name: 'PassthroughCluster',
  type: 'ORIGINAL_DST',
  ...poolFields(mesh.defaultConnectionPool, mesh),
  idleTimeout: poolFields(mesh.defaultConnectionPool, mesh).idleTimeout ?? 300000,
  lbPolicy: 'CLUSTER_PROVIDED',
  circuitBreakers: circuitBreakers(mesh.defaultConnectionPool, undefined),
  httpProtocol: 'useDownstream',
});

/** Forwards inbound traffic on ports without a service to its original destination. */
export const inboundPassthrough = (mesh: MeshSettings): Cluster => ({ ...passthroughCluster(mesh), name: 'InboundPassthroughCluster' });

/** Forwards unknown plain HTTP to the host of the request, whose address the proxy resolves. */
export const dynamicDnsCluster = (mesh: MeshSettings): Cluster => ({
  ...base,
  name: 'AllowAnyDynamicDNSCluster',
  type: 'DYNAMIC_FORWARD_PROXY',
  ...poolFields({}, mesh),
  idleTimeout: 300000,
  lbPolicy: 'CLUSTER_PROVIDED',
  circuitBreakers: circuitBreakers(undefined, undefined),
  httpProtocol: 'useDownstream',
});
