import type { IdentityModel } from './mesh';
import type { ServiceModel } from './service';

/** A declared call: who, whom, and what of it. */
export interface CallModel {
  readonly caller?: ServiceModel;
  /** Name of the gateway that calls, where it is no service. */
  readonly gateway?: string;
  /** What calls from outside Kubernetes, where it is neither: it has no certificate of the mesh. */
  readonly outside?: string;
  /** Whether that gateway belongs to another app. */
  readonly foreignGateway?: boolean;
  /** Identity that arrives at the callee's proxy; undefined when the caller has none. */
  readonly identity?: IdentityModel;
  readonly target: ServiceModel;
  /** By the host that the target has in all clusters, not by its own. */
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

/** The operation. */
export interface OperationModel {
  readonly methods: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths: readonly string[];
  readonly notPaths?: readonly string[];
  /** Ports of the service; a plane turns them into the workload's. */
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

/** A token that requests must carry. */
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
  /** Requests without a valid token are refused, except on these paths. */
  readonly required: boolean;
  readonly exemptPaths: readonly string[];
  /** Claims and the values that are admitted. */
  readonly claims: { readonly [claim: string]: readonly string[] };
}
