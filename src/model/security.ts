import type { IdentityModel } from './mesh';
import type { ServiceModel } from './service';

/** A declared call: the caller, the target, and the allowed requests. */
export interface CallModel {
  readonly caller?: ServiceModel;
  /** Name of the calling gateway, if the caller is not a service. */
  readonly gateway?: string;
  /** The caller outside Kubernetes, if it is neither: it has no mesh certificate. */
  readonly outside?: string;
  /** Whether that gateway belongs to another app. */
  readonly foreignGateway?: boolean;
  /** Identity that the target's proxy sees; undefined when the caller has none. */
  readonly identity?: IdentityModel;
  readonly target: ServiceModel;
  /** Whether to use the target's multi-cluster host instead of its own. */
  readonly clusterSet?: true;
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly ports: readonly number[];
  readonly hosts: readonly string[];
}

/** The source of a request. */
export interface SourceModel {
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces?: readonly string[];
  readonly ipBlocks?: readonly string[];
  readonly notIpBlocks?: readonly string[];
  readonly remoteIpBlocks?: readonly string[];
  readonly notRemoteIpBlocks?: readonly string[];
  readonly requestPrincipals?: readonly string[];
  readonly notRequestPrincipals?: readonly string[];
}

/** The operation of a request. */
export interface OperationModel {
  readonly methods: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths: readonly string[];
  readonly notPaths?: readonly string[];
  /** Ports of the service; a plane converts them to the workload's. */
  readonly ports: readonly number[];
  readonly notPorts?: readonly number[];
  readonly hosts: readonly string[];
  readonly notHosts?: readonly string[];
}

/** An access rule beyond the calls. */
export interface AccessRuleModel {
  readonly path: string;
  readonly action: 'allow' | 'deny' | 'audit' | 'custom';
  /** A dry run, whose result is only reported in metrics and logs. */
  readonly dryRun?: boolean;
  /** Name of the mesh's external authorizer, for `custom`. */
  readonly provider?: string;
  readonly sources: readonly SourceModel[];
  readonly operation?: OperationModel;
  readonly when: ReadonlyArray<{ readonly key: string; readonly values?: readonly string[]; readonly notValues?: readonly string[] }>;
}

/** A required token. */
export interface JwtModel {
  readonly issuer: string;
  readonly jwksUri?: string;
  readonly jwks?: string;
  readonly audiences: readonly string[];
  readonly fromHeaders: ReadonlyArray<{ readonly name: string; readonly prefix?: string }>;
  readonly fromParams: readonly string[];
  readonly fromCookies: readonly string[];
  readonly forward: boolean;
  readonly claimsToHeaders: ReadonlyArray<{ readonly claim: string; readonly header: string }>;
  readonly outputPayloadToHeader?: string;
  readonly timeoutMs?: number;
  /** Whether requests without a valid token are rejected, except on these paths. */
  readonly required: boolean;
  readonly exemptPaths: readonly string[];
  /** Required claims, with the allowed values. */
  readonly claims: { readonly [claim: string]: readonly string[] };
}
