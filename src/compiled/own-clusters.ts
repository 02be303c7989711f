import type { Cluster } from './form';
import type { MeshSettings } from './mesh';
import { circuitBreakers, poolFields } from './traffic-policy';

const base = { endpoints: [], endpointsKnown: true } as const;

/** Takes what must go nowhere: no endpoint. */
export const blackHole = (mesh: MeshSettings): Cluster => ({ ...base, name: 'BlackHoleCluster', type: 'STATIC', connectTimeout: mesh.connectTimeout, lbPolicy: 'ROUND_ROBIN' });

/** Takes what the mesh doesn't know to where it wanted to go. */
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

/** The same for what comes in at ports that no service has. */
export const inboundPassthrough = (mesh: MeshSettings): Cluster => ({ ...passthroughCluster(mesh), name: 'InboundPassthroughCluster' });

/** Takes plain HTTP that the mesh doesn't know to the host that the request names, whose address the proxy looks up. */
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
