import { Baked, own, withoutNulls } from './baked';
import { LOW_PORTS } from './gateway';
import { code, Node, text, verbatim } from './tree';
import { isSet } from '../chart/manifest';

/* What the proxies that istiod deploys for Gateways have in common. */

/** The name of the Deployment that istiod makes. */
export const NAME = verbatim`${code('.DeploymentName | quote')}`;

/** What the pods of a gateway at the edge may. */
export function edgeSecurity(baked: Baked): Node {
  return own(baked.gateways.securityContext) ?? { ...LOW_PORTS, seccompProfile: own(baked.gateways.seccompProfile) };
}

/** Processor and memory, as the values say; nothing where they say nothing. */
export function ownResources(resources: unknown): Node {
  return isSet(resources) ? withoutNulls(resources) ?? null : undefined;
}

/** What the container of a proxy may: as little as can be. */
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

/** The ports of a proxy beside those of its listeners. */
export const METRICS = { containerPort: 15020, name: 'metrics', protocol: 'TCP' };
export const STATUS = { containerPort: 15021, name: 'status-port', protocol: 'TCP' };
export const ENVOY_METRICS = { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' };
const PROBE = { httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' }, successThreshold: 1, timeoutSeconds: 1 };

/** How the kubelet asks whether a proxy has its configuration. */
export const PROBES = {
  startupProbe: { failureThreshold: 30, ...PROBE, initialDelaySeconds: 1, periodSeconds: 1 },
  readinessProbe: { failureThreshold: 4, ...PROBE, initialDelaySeconds: 0, periodSeconds: 15 },
};

/** The network of a Gateway: as its label says, else that of the mesh; an expression. */
export function network(baked: Baked): string {
  return `valueOrDefault (index .InfrastructureLabels "topology.istio.io/network") ${JSON.stringify(String(baked.global.network ?? ''))}`;
}

/** What a proxy tells of the Deployment that it belongs to. */
export const OWNER_ENV = { name: 'ISTIO_META_OWNER', value: text`kubernetes://apis/apps/v1/namespaces/${code('.Namespace')}/deployments/${code('.DeploymentName')}` };
export const WORKLOAD_ENV = { name: 'ISTIO_META_WORKLOAD_NAME', value: NAME };

/** The cluster that a proxy says to be of. */
export function clusterId(baked: Baked): Node {
  return baked.clusterName || text`${code('.ClusterID')}`;
}
