/** What is stored in assets/crds: one file a set. */
export enum CrdSet {
  /** The fifteen kinds of Istio. */
  ISTIO = 'istio',
  /** Gateway API, the channel that clusters install by default. */
  GATEWAY_API = 'gateway-api',
  /** Gateway API with the fields and kinds that may still change or go. */
  GATEWAY_API_EXPERIMENTAL = 'gateway-api-experimental',
  /** Multi-cluster services as SIG Multicluster defines them (`multicluster.x-k8s.io`). */
  MCS = 'mcs',
  /** What GKE adds: the policies of its gateways, its own multi-cluster services, and its managed mesh (`networking.gke.io`, `net.gke.io`, `*.cloud.google.com`). */
  GKE = 'gke',
  /** Google Cloud's resources as Kubernetes objects (`*.cnrm.cloud.google.com`). */
  CONFIG_CONNECTOR = 'config-connector',
}

/** The built-in kinds are stored beside the CRDs, as definitions that refer to each other. */
export const KUBERNETES = 'kubernetes';

/** The channels of Gateway API hold the same groups. */
export enum GatewayApiChannel { STANDARD = 'standard', EXPERIMENTAL = 'experimental' }

/** The set that owns an API group, or undefined when the group belongs to no stored CRD. */
export function setOfGroup(group: string, channel: GatewayApiChannel = GatewayApiChannel.EXPERIMENTAL): CrdSet | undefined {
  switch (group) {
    case 'gateway.networking.k8s.io':
      return channel === GatewayApiChannel.STANDARD ? CrdSet.GATEWAY_API : CrdSet.GATEWAY_API_EXPERIMENTAL;
    case 'gateway.networking.x-k8s.io':
      return CrdSet.GATEWAY_API_EXPERIMENTAL;
    case 'multicluster.x-k8s.io':
      return CrdSet.MCS;
    case 'net.gke.io':
    case 'networking.gke.io':
    case 'mesh.cloud.google.com':
    case 'anthos.cloud.google.com':
    case 'configsync.gke.io':
    case 'security.cloud.google.com':
    case 'cloud.google.com':
      return CrdSet.GKE;
  }
  if (group.endsWith('.istio.io')) return CrdSet.ISTIO;
  if (group.endsWith('.cnrm.cloud.google.com')) return CrdSet.CONFIG_CONNECTOR;
  return undefined;
}
