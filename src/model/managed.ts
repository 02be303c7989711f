/** Class of Gateways of Google's service mesh cloud gateway. */
export const MESH_CLOUD_GATEWAY = 'asm-l7-gxlb';

/** The service account of the proxies that managed istiod creates for such a Gateway. */
export const meshCloudGatewayAccount = (gateway: string): string => `asm-gw-istio-${gateway}`;

/** A control plane that Google runs. */
export interface ManagedModel {
  readonly channel: 'rapid' | 'regular' | 'stable';
  /** Whether Google installs and updates it; otherwise the revision is set explicitly. */
  readonly automatic: boolean;
  /** The expected implementation; undefined: unknown. */
  readonly implementation?: 'traffic-director' | 'istiod';
  /** Whether namespaces name the revision instead of the default. */
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
  /** Whether to create the namespace of the control plane. */
  readonly createNamespace: boolean;
  /** In the terms of Istio's mesh configuration. */
  readonly pathNormalization?: string;
  /** Hosts whose endpoints stay in their cluster. */
  readonly clusterLocal: readonly string[];
  /** Extension providers of the mesh configuration, as it has them. */
  readonly extensionProviders: readonly object[];
}

/** The certificate authority for workloads. */
export interface AuthorityModel {
  readonly kind: 'mesh-ca' | 'ca-service' | 'workload-certificates' | 'elsewhere' | 'istiod';
  readonly pool?: CaPoolModel;
  readonly template?: string;
  /** For workload certificates: the trust anchors, and how keys are generated. */
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
  /** The Config Connector object of the pool, `NAME` or `NAMESPACE/NAME`, if the pool is such an object. */
  readonly objectName?: string;
}

/** How a key is generated: the curve, or the number of bits. */
export type KeyModel = { readonly curve: 'P256' | 'P384' } | { readonly bits: number };

/** The name of a managed revision. */
export function managedRevision(channel: ManagedModel['channel']): string {
  return channel === 'regular' ? 'asm-managed' : `asm-managed-${channel}`;
}
