import { Baked, own, withoutNulls } from './baked';
import { LOW_PORTS } from './gateway';
import { code, Node, text, verbatim } from './tree';
import { isSet } from '../chart/manifest';

/* The common parts of the proxies that istiod deploys for Gateways. */

/** The name of the Deployment that istiod creates. */
export const NAME = verbatim`${code('.DeploymentName | quote')}`;

/** The pod security context of a gateway at the edge. */
export function edgeSecurity(baked: Baked): Node {
  return own(baked.gateways.securityContext) ?? { ...LOW_PORTS, seccompProfile: own(baked.gateways.seccompProfile) };
}

/** CPU and memory from the values; empty if not set. */
export function ownResources(resources: unknown): Node {
  return isSet(resources) ? withoutNulls(resources) ?? null : undefined;
}

/** The container security context of a proxy: minimal privileges. */
export function restricted(user: Node, group: Node, seccompProfile?: Node): Node {
  return {
    capabilities: { drop: ['ALL'] },
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsUser: user,
    runAsGroup: group,
    runAsNonRoot: true,
    seccompProfile,
  };
}

/** The ports of a proxy in addition to those of its listeners. */
export const METRICS = { containerPort: 15020, name: 'metrics', protocol: 'TCP' };
export const STATUS = { containerPort: 15021, name: 'status-port', protocol: 'TCP' };
export const ENVOY_METRICS = { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' };
const PROBE = { httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' }, successThreshold: 1, timeoutSeconds: 1 };

/** The kubelet's probes, which check whether a proxy has its configuration. */
export const PROBES = {
  startupProbe: { failureThreshold: 30, ...PROBE, initialDelaySeconds: 1, periodSeconds: 1 },
  readinessProbe: { failureThreshold: 4, ...PROBE, initialDelaySeconds: 0, periodSeconds: 15 },
};

/** The network of a Gateway: from its label, else the mesh's; as an expression. */
export function network(baked: Baked): string {
  return `valueOrDefault (index .InfrastructureLabels "topology.istio.io/network") ${JSON.stringify(String(baked.global.network ?? ''))}`;
}

/** The metadata that a proxy reports about its Deployment. */
export const OWNER_ENV = { name: 'ISTIO_META_OWNER', value: text`kubernetes://apis/apps/v1/namespaces/${code('.Namespace')}/deployments/${code('.DeploymentName')}` };
export const WORKLOAD_ENV = { name: 'ISTIO_META_WORKLOAD_NAME', value: NAME };

/** The cluster ID that a proxy reports. */
export function clusterId(baked: Baked): Node {
  return baked.clusterName || text`${code('.ClusterID')}`;
}
