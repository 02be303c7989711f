/** The sets stored in assets/crds, one file each. */
export enum CrdSet {
  /** The fifteen kinds of Istio. */
  ISTIO = 'istio',
  /** Gateway API, the channel that clusters install by default. */
  GATEWAY_API = 'gateway-api',
  /** Gateway API including fields and kinds that may still change or be removed. */
  GATEWAY_API_EXPERIMENTAL = 'gateway-api-experimental',
  /** Other releases of Gateway API, each in its experimental channel. */
  GATEWAY_API_1_2 = 'gateway-api-1.2',
  GATEWAY_API_1_3 = 'gateway-api-1.3',
  GATEWAY_API_1_4 = 'gateway-api-1.4',
  GATEWAY_API_1_5 = 'gateway-api-1.5',
  GATEWAY_API_1_7 = 'gateway-api-1.7',
  /** Multi-cluster services as SIG Multicluster defines them (`multicluster.x-k8s.io`). */
  MCS = 'mcs',
  /**
   * GKE's additions: the policies of its gateways, its own multi-cluster services, and its managed mesh (`networking.gke.io`, `net.gke.io`,
   * `*.cloud.google.com`).
   */
  GKE = 'gke',
  /** Google Cloud resources as Kubernetes objects (`*.cnrm.cloud.google.com`). */
  CONFIG_CONNECTOR = 'config-connector',
  /** cert-manager: Issuers and Certificates (`cert-manager.io`, `acme.cert-manager.io`). */
  CERT_MANAGER = 'cert-manager',
  /** External Secrets Operator (`external-secrets.io`). */
  EXTERNAL_SECRETS = 'external-secrets',
  /** Argo Rollouts (`argoproj.io`, a group shared with Argo CD and Argo Workflows). */
  ARGO_ROLLOUTS = 'argo-rollouts',
  /** Flagger (`flagger.app`). */
  FLAGGER = 'flagger',
  /** Envoy Gateway (`gateway.envoyproxy.io`). */
  ENVOY_GATEWAY = 'envoy-gateway',
  /** Linkerd's policies (`policy.linkerd.io`). */
  LINKERD = 'linkerd',
  /** KServe's kinds that refer to services (`serving.kserve.io`). */
  KSERVE = 'kserve',
  /** Knative Serving (`serving.knative.dev`). */
  KNATIVE = 'knative',
}

/** The built-in kinds, stored as definitions that refer to each other. */
export const KUBERNETES = 'kubernetes';

/** The channels of Gateway API contain the same groups. */
export enum GatewayApiChannel { STANDARD = 'standard', EXPERIMENTAL = 'experimental' }

/** The Gateway API releases that a cluster may have, oldest first, each with the set for its experimental channel, which has every field. */
export const GATEWAY_API_VERSIONS: Readonly<Record<string, CrdSet>> = {
  1.2: CrdSet.GATEWAY_API_1_2,
  1.3: CrdSet.GATEWAY_API_1_3,
  1.4: CrdSet.GATEWAY_API_1_4,
  1.5: CrdSet.GATEWAY_API_1_5,
  1.6: CrdSet.GATEWAY_API_EXPERIMENTAL,
  1.7: CrdSet.GATEWAY_API_1_7,
};

/** A channel of the newest release that Istio reads, or one of GATEWAY_API_VERSIONS. */
export type GatewayApiSchemas = GatewayApiChannel | keyof typeof GATEWAY_API_VERSIONS;

/** API groups of projects that run beside a mesh, each with its own release cycle. */
const NEIGHBORS: Readonly<Record<string, CrdSet>> = {
  'cert-manager.io': CrdSet.CERT_MANAGER,
  'acme.cert-manager.io': CrdSet.CERT_MANAGER,
  'external-secrets.io': CrdSet.EXTERNAL_SECRETS,
  'argoproj.io': CrdSet.ARGO_ROLLOUTS,
  'flagger.app': CrdSet.FLAGGER,
  'gateway.envoyproxy.io': CrdSet.ENVOY_GATEWAY,
  'policy.linkerd.io': CrdSet.LINKERD,
  'serving.kserve.io': CrdSet.KSERVE,
  'serving.knative.dev': CrdSet.KNATIVE,
};

/** Whether an API group belongs to a project that runs beside the mesh: the cluster's release of it is unknown. */
export const isNeighbor = (group: string): boolean => Object.hasOwn(NEIGHBORS, group);

/** The set that contains an API group; undefined if the group belongs to no stored CRD. */
export function setOfGroup(group: string, gatewayApi: GatewayApiSchemas = GatewayApiChannel.EXPERIMENTAL): CrdSet | undefined {
  switch (group) {
    case 'gateway.networking.k8s.io':
      return gatewayApi === GatewayApiChannel.STANDARD ? CrdSet.GATEWAY_API : GATEWAY_API_VERSIONS[gatewayApi] ?? CrdSet.GATEWAY_API_EXPERIMENTAL;
    case 'gateway.networking.x-k8s.io':
      return GATEWAY_API_VERSIONS[gatewayApi] ?? CrdSet.GATEWAY_API_EXPERIMENTAL;
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
  if (Object.hasOwn(NEIGHBORS, group)) return NEIGHBORS[group];
  if (group.endsWith('.istio.io')) return CrdSet.ISTIO;
  if (group.endsWith('.cnrm.cloud.google.com')) return CrdSet.CONFIG_CONNECTOR;
  return undefined;
}
