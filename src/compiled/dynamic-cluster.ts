import { sourceOf } from './age';
import { httpProtocol, MESH_ALPN, userTls, type ClusterContext } from './cluster';
import type { MergedRule } from './destination-rules';
import type { Cluster, StringMatch, UpstreamTls } from './form';
import type { ClientTlsSpec } from './resources';
import { cluster as clusterName } from './route';
import type { MeshPort, MeshService } from './services';
import { circuitBreakers, policyAt, poolFields } from './traffic-policy';
import type { Protocol } from '../world/protocol';

/** Other ports of a service whose hosts are resolved at run time get no cluster. */
const PROTOCOLS: ReadonlySet<Protocol> = new Set<Protocol>(['HTTP', 'HTTP2', 'GRPC', 'TLS']);

/** The cluster of a port of such a service: it has no subsets, and neither endpoints nor what chooses among them. */
export function dynamicClusters(service: MeshService, port: MeshPort, context: ClusterContext): Cluster[] {
  if (!PROTOCOLS.has(port.protocol)) return [];
  const rule = context.rule(service);
  const policy = policyAt(rule, port.port, context.mesh);
  const protocol = httpProtocol(port, policy, context);
  const http2 = protocol === 'http2';
  const tls = policy?.tls && tlsOf(policy.tls, service, rule, http2, context);
  return [{
    name: clusterName(service.host, port.port),
    type: 'DYNAMIC_FORWARD_PROXY',
    service: { host: service.host, namespace: service.namespace, port: port.port, subset: '', ...(rule ? { rules: rule.from.map((i) => sourceOf(i)) } : {}) },
    endpoints: [],
    endpointsKnown: false,
    ...poolFields(policy?.connectionPool, context.mesh),
    lbPolicy: 'CLUSTER_PROVIDED',
    circuitBreakers: circuitBreakers(policy?.connectionPool, policy?.retryBudget),
    ...(tls ? { tls } : {}),
    ...(!policy?.tls && inMesh(service, context) ? { autoTls: mutual({}, http2) } : {}),
    ...(protocol ? { httpProtocol: protocol } : {}),
    origin: sourceOf(service.item, port.pointer),
  }];
}

/** Whether mutual TLS of the mesh is used without a rule. */
const inMesh = ({ external, namespace }: MeshService, { mesh, authentication }: ClusterContext): boolean =>
  !external && mesh.autoMtls && authentication.ofNamespace(namespace) !== 'DISABLE';

/** The server name is that of the request, and the certificate must have it, where the rule doesn't say otherwise. */
function tlsOf(spec: ClientTlsSpec, service: MeshService, rule: MergedRule | undefined, http2: boolean, context: ClusterContext): UpstreamTls | undefined {
  const mode = spec.mode ?? 'DISABLE';
  if (mode === 'DISABLE') return undefined;
  if (mode === 'ISTIO_MUTUAL') return mutual(spec, http2);
  const own = userTls(spec, mode === 'MUTUAL', http2, service, [], rule, context);
  return own && { ...own, ...checked(spec) };
}

const checked = ({ insecureSkipVerify }: ClientTlsSpec): Pick<UpstreamTls, 'autoSanValidation'> => (insecureSkipVerify === true ? {} : { autoSanValidation: true });

function mutual(spec: ClientTlsSpec, http2: boolean): UpstreamTls {
  const names = (spec.subjectAltNames ?? []).map((value): StringMatch => ({ kind: 'exact', value }));
  return {
    mode: 'ISTIO_MUTUAL',
    ...(spec.sni ? { sni: spec.sni } : { autoSni: true }),
    ...checked(spec),
    alpn: http2 ? [...MESH_ALPN, 'h2'] : MESH_ALPN,
    ...(names.length ? { subjectAltNames: names } : {}),
    certificate: 'default',
    validation: 'ROOTCA',
  };
}
