import type { WaypointModel } from './waypoint';

/** Whether plain text is refused, tolerated or the only thing spoken. */
export type MtlsMode = 'strict' | 'permissive' | 'disable';

/** What a proxy does with traffic to an undeclared host. */
export type OutboundMode = 'registry-only' | 'allow-any';

/** How pods take part in the mesh: with a proxy of their own, with the node's, or not at all. */
export type DataPlaneMode = 'sidecar' | 'ambient' | 'none';

/** The mesh's own facts: what a plane needs to know about everything. */
export interface MeshModel {
  readonly path: string;
  /** The plane that renders it. */
  readonly plane: string;
  /** Namespace of the control plane; mesh-wide policies live here. */
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  /** Revision or tag whose proxies are injected; undefined is the default revision. */
  readonly revision?: string;
  readonly mtls: MtlsMode;
  readonly denyByDefault: boolean;
  readonly outbound: OutboundMode;
  readonly scopeSidecars: boolean;
  readonly dataPlane: DataPlaneMode;
  /** Whether NetworkPolicies say what policies of proxies say, by default. */
  readonly networkPolicies: boolean;
  /** Hosts that every proxy may need, `NAMESPACE/HOST`: those of extension providers, and additional ones. */
  readonly sidecarHosts: readonly string[];
  /** Hosts of its extension providers, which all proxies call. */
  readonly providers: readonly string[];
  /** Whether proxies fetch the keys of tokens, and not the control plane. */
  readonly keysByProxy: boolean;
}

/** A namespace that belongs to the mesh. */
export interface NamespaceModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  /** False when the namespace itself comes from elsewhere. */
  readonly create: boolean;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly inject: boolean;
  /** Undefined: as the mesh says. */
  readonly mtls?: MtlsMode;
  readonly denyByDefault: boolean;
  readonly outbound: OutboundMode;
  readonly scopeSidecars: boolean;
  /** Whether its pods are shut by NetworkPolicies but for what was declared. */
  readonly networkPolicies: boolean;
  /** Further hosts that its proxies know, `NAMESPACE/HOST`. */
  readonly sidecarHosts: readonly string[];
  readonly dataPlane: DataPlaneMode;
  /** The proxy that calls of its services go over, in ambient mode. */
  readonly waypoint?: WaypointModel;
}

/** A Kubernetes service account in a trust domain. */
export interface IdentityModel {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The principal of an identity, as policies write it (without the scheme). */
export function principalOf(identity: IdentityModel): string {
  return `${identity.trustDomain}/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
}
