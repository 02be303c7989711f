/** Class of Gateways of Google's service mesh cloud gateway. */
export const MESH_CLOUD_GATEWAY = 'asm-l7-gxlb';

/** The account of the proxies that managed istiod makes for such a Gateway. */
export const meshCloudGatewayAccount = (gateway: string): string => `asm-gw-istio-${gateway}`;

/** A control plane that Google runs. */
export interface ManagedModel {
  readonly channel: 'rapid' | 'regular' | 'stable';
  /** Google installs and keeps it; otherwise the revision is authored. */
  readonly automatic: boolean;
  /** What is expected to serve; undefined: not known. */
  readonly implementation?: 'traffic-director' | 'istiod';
  /** Whether namespaces name the revision, and not the default. */
  readonly namesRevision: boolean;
  readonly dataPlane: boolean;
  readonly cni: boolean;
  readonly vpcServiceControls: boolean;
  readonly authority: AuthorityModel;
  readonly accessLogFile?: string;
  readonly accessLogEncoding?: 'TEXT' | 'JSON';
  readonly tracing: boolean;
  readonly endpointDiscovery?: boolean;
  /** Whether hosts of ServiceEntries get addresses, and proxies answer DNS. */
  readonly ipAutoAllocation: boolean;
  /** Whether the namespace of the control plane is made. */
  readonly createNamespace: boolean;
  /** In the words of Istio's mesh configuration. */
  readonly pathNormalization?: string;
  /** Hosts whose endpoints stay in their cluster. */
  readonly clusterLocal: readonly string[];
}

/** Who signs the certificates of workloads. */
export interface AuthorityModel {
  readonly kind: 'mesh-ca' | 'ca-service' | 'workload-certificates' | 'elsewhere' | 'istiod';
  readonly pool?: CaPoolModel;
  readonly template?: string;
  /** Of workload certificates: what is trusted, and how keys are made. */
  readonly root?: CaPoolModel;
  readonly key?: KeyModel;
  readonly validitySeconds?: number;
  readonly rotationWindow?: number;
}

/** A pool of Certificate Authority Service. */
export interface CaPoolModel {
  readonly project: string;
  readonly location: string;
  readonly name: string;
  /** Its object of Config Connector, `NAME` or `NAMESPACE/NAME`, where it is one. */
  readonly objectName?: string;
}

/** How a key is made: the curve, or the bits. */
export type KeyModel = { readonly curve: 'P256' | 'P384' } | { readonly bits: number };

/** The name of a managed revision. */
export function managedRevision(channel: ManagedModel['channel']): string {
  return channel === 'regular' ? 'asm-managed' : `asm-managed-${channel}`;
}
