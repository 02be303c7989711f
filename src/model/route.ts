import type { ServiceModel, VersionModel } from './service';

/** A comparison with a string. */
export interface StringMatchModel {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'present' | 'absent';
  readonly value?: string;
}

/** A comparison with a path; a prefix matches whole segments. */
export interface PathMatchModel {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
  readonly ignoreCase?: boolean;
}

/** A request pattern: all of its conditions must hold. */
export interface HttpMatchModel {
  readonly path?: PathMatchModel;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: StringMatchModel };
  readonly query?: { readonly [name: string]: StringMatchModel };
  /** Claims of the request's token; a dot separates nested claims. */
  readonly claims?: { readonly [name: string]: StringMatchModel };
  readonly authority?: StringMatchModel;
  readonly scheme?: StringMatchModel;
  readonly port?: number;
  /** Namespace of the caller. */
  readonly sourceNamespace?: string;
  /** Labels of the caller. */
  readonly sourceLabels?: { readonly [name: string]: string };
}

/** A destination and its share. */
export interface BackendModel {
  readonly service: ServiceModel;
  readonly version?: VersionModel;
  readonly port?: number;
  /** Whether to use the service's multi-cluster host, if the control plane distinguishes the two. */
  readonly clusterSet?: true;
  /** Relative weight; undefined: the only backend. */
  readonly weight?: number;
  readonly requestHeaders?: HeaderChangeModel;
  readonly responseHeaders?: HeaderChangeModel;
}

export interface HeaderChangeModel {
  readonly set?: { readonly [name: string]: string };
  readonly add?: { readonly [name: string]: string };
  readonly remove?: readonly string[];
}

export interface RewriteModel {
  /** Replaces the matched prefix, or the whole path of an exact match. */
  readonly path?: string;
  readonly pathRegex?: { readonly match: string; readonly rewrite: string };
  readonly authority?: string;
}

export interface RedirectModel {
  readonly path?: string;
  readonly prefix?: string;
  readonly authority?: string;
  readonly scheme?: string;
  readonly port?: number;
  readonly status?: number;
}

export interface DirectResponseModel {
  readonly status: number;
  readonly body?: string;
}

export interface MirrorModel {
  readonly backend: BackendModel;
  readonly percentage: number;
}

export interface FaultModel {
  readonly delay?: { readonly durationMs: number; readonly percentage: number };
  readonly abort?: { readonly httpStatus?: number; readonly grpcStatus?: string; readonly percentage: number };
}

export interface RetryModel {
  readonly attempts: number;
  readonly perTryTimeoutMs?: number;
  readonly on?: readonly string[];
  readonly backoffMs?: number;
  readonly otherLocalities?: boolean;
  readonly avoidPreviousHosts?: boolean;
}

export interface CorsModel {
  readonly origins: readonly StringMatchModel[];
  readonly methods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeMs?: number;
  readonly allowCredentials?: boolean;
  readonly unmatchedPreflights?: 'forward' | 'ignore';
}

/** One HTTP or gRPC rule: its action applies if any of its matches does. */
export interface HttpRuleModel {
  readonly name?: string;
  readonly path: string;
  /** None: every request. */
  readonly matches: readonly HttpMatchModel[];
  /** None: the service itself, or its split if it has one. */
  readonly backends: readonly BackendModel[];
  readonly priority: number;
  /** Another owner's VirtualService with the routes for matching requests. */
  readonly delegate?: { readonly name: string; readonly namespace: string };
  readonly redirect?: RedirectModel;
  readonly directResponse?: DirectResponseModel;
  readonly rewrite?: RewriteModel;
  readonly mirrors?: readonly MirrorModel[];
  readonly fault?: FaultModel;
  readonly retries?: RetryModel;
  readonly timeoutMs?: number;
  readonly requestHeaders?: HeaderChangeModel;
  readonly responseHeaders?: HeaderChangeModel;
  readonly cors?: CorsModel;
}

/** A rule for connections that already use TLS: selected by server name. */
export interface TlsRuleModel {
  readonly sniHosts: readonly string[];
  readonly port?: number;
  readonly backends: readonly BackendModel[];
}

/** A rule for plain connections. */
export interface TcpRuleModel {
  readonly port?: number;
  readonly destinationSubnets?: readonly string[];
  readonly sourceLabels?: { readonly [name: string]: string };
  readonly backends: readonly BackendModel[];
}
