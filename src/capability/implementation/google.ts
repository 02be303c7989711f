import { MeshFeature as F } from '../feature';
import { type Cell, full, none, partial } from '../table/cell';

const DISTRIBUTION = 'GCPTrafficDistributionPolicy';
const AUTHZ = 'GCPAuthzPolicy';
const SERVER = 'GCPServerTLSPolicy';
const CLIENT = 'GCPClientTLSPolicy';

/** Features that Google's mesh supports through its own policies (networking.gke.io), in addition to Gateway API routes. */
export const GOOGLE: { readonly [feature in F]?: Cell } = {
  [F.PROXYLESS_GRPC]: full('pods with the label mesh.cloud.google.com/csm-injection: proxyless'),
  [F.LB_ROUND_ROBIN]: full(DISTRIBUTION),
  [F.LB_RANDOM]: full(DISTRIBUTION),
  [F.LB_LEAST_REQUEST]: full(DISTRIBUTION),
  [F.LB_PASSTHROUGH]: full(DISTRIBUTION),
  [F.LOCALITY_FAILOVER]: partial('the nearest region with healthy capacity is used, without a choice of region (GCPTrafficDistributionPolicy, WATERFALL_BY_REGION)'),
  [F.HASH_COOKIE]: partial('GCPSessionAffinityPolicy: the proxy generates the cookie GSSA, which binds a client to one endpoint; name and path can\'t be set'),
  [F.PORT_POLICY]: none('set it for the whole service'),
  [F.UPSTREAM_TLS_MESH]: full(CLIENT),
  [F.UPSTREAM_TLS_DISABLE]: full(CLIENT),
  [F.MTLS_STRICT]: full(`${SERVER} and ${CLIENT}`),
  [F.MTLS_PERMISSIVE]: full(`${SERVER} and ${CLIENT}`),
  [F.MTLS_DISABLE]: full(`${SERVER} and ${CLIENT}`),
  [F.PORT_MTLS]: full(`${SERVER} and ${CLIENT}, for at most five ports`),
  [F.DENY_BY_DEFAULT]: full(`${AUTHZ} of each service`),
  [F.CALLS]: full(AUTHZ),
  [F.CALL_METHODS]: full(AUTHZ),
  [F.CALL_PATHS]: full(AUTHZ),
  [F.CALL_PORTS]: full('all ports of the service; a subset is an error'),
  [F.ACCESS_ALLOW]: full(AUTHZ),
  [F.ACCESS_DENY]: full(AUTHZ),
  [F.SOURCE_PRINCIPALS]: full(AUTHZ),
  [F.SOURCE_NAMESPACES]: none('list the identities'),
  [F.SOURCE_NEGATION]: full(AUTHZ),
  [F.OPERATION_METHODS]: full(AUTHZ),
  [F.OPERATION_PATHS]: full(AUTHZ),
  [F.OPERATION_HOSTS]: full(AUTHZ),
  [F.SCOPED_SIDECARS]: full('each proxy has all routes of its mesh; requests are handled the same'),
};
