import type { WaypointModel } from './waypoint';

/** Whether plaintext is rejected, accepted or required. */
export type MtlsMode = 'strict' | 'permissive' | 'disable';

/** The handling of traffic to an undeclared host by a proxy. */
export type OutboundMode = 'registry-only' | 'allow-any';

/** How pods join the mesh: with a sidecar, with ztunnel, or not at all. */
export type DataPlaneMode = 'sidecar' | 'ambient' | 'none';

/** Properties of the mesh that all planes need. */
export interface MeshModel {
  readonly path: string;
  /** The plane that renders it. */
  readonly plane: string;
  /** Namespace of the control plane; mesh-wide policies live here. */
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  /** Revision or tag for proxy injection; undefined means the default revision. */
  readonly revision?: string;
  readonly mtls: MtlsMode;
  readonly denyByDefault: boolean;
  readonly outbound: OutboundMode;
  readonly scopeSidecars: boolean;
  readonly dataPlane: DataPlaneMode;
  /** Whether NetworkPolicies repeat the access policies, by default. */
  readonly networkPolicies: boolean;
  /** Hosts that every proxy may need, `NAMESPACE/HOST`: those of extension providers, and additional ones. */
  readonly sidecarHosts: readonly string[];
  /** Hosts of its extension providers, called by all proxies. */
  readonly providers: readonly string[];
  /** Whether the proxies fetch the JWT keys, rather than the control plane. */
  readonly keysByProxy: boolean;
}

/** A namespace in the mesh. */
export interface NamespaceModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  /** False if the Namespace object is defined elsewhere. */
  readonly create: boolean;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly inject: boolean;
  /** Undefined: the mesh's setting. */
  readonly mtls?: MtlsMode;
  readonly denyByDefault: boolean;
  readonly outbound: OutboundMode;
  readonly scopeSidecars: boolean;
  /** Whether NetworkPolicies isolate its pods, except for declared calls. */
  readonly networkPolicies: boolean;
  /** Additional hosts that its proxies know, `NAMESPACE/HOST`. */
  readonly sidecarHosts: readonly string[];
  readonly dataPlane: DataPlaneMode;
  /** The waypoint for calls to its services, in ambient mode. */
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
