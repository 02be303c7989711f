/** The fields of network services that the compiler reads, as Config Connector and Google's REST API name them. Any may be missing. */

/** A reference of Config Connector; REST uses a text like `projects/P/locations/global/meshes/M` instead. */
export type Reference = string | { readonly name?: string; readonly namespace?: string; readonly external?: string };

export interface RouteSpec<R> {
  readonly hostnames?: readonly string[];
  readonly meshes?: readonly Reference[];
  readonly gateways?: readonly Reference[];
  readonly rules?: readonly R[];
}

export interface ValueMatchSpec {
  readonly exactMatch?: string;
  readonly prefixMatch?: string;
  readonly suffixMatch?: string;
  readonly regexMatch?: string;
  readonly rangeMatch?: { readonly start?: number; readonly end?: number };
  readonly presentMatch?: boolean;
  readonly invertMatch?: boolean;
}
export interface HttpMatchSpec {
  readonly fullPathMatch?: string;
  readonly prefixMatch?: string;
  readonly regexMatch?: string;
  readonly ignoreCase?: boolean;
  readonly headers?: readonly (ValueMatchSpec & { readonly header?: string })[];
  readonly queryParameters?: readonly (ValueMatchSpec & { readonly queryParameter?: string })[];
}
export interface GrpcMatchSpec {
  readonly method?: { readonly type?: string; readonly grpcService?: string; readonly grpcMethod?: string; readonly caseSensitive?: boolean };
  readonly headers?: readonly { readonly type?: string; readonly key?: string; readonly value?: string }[];
}

export interface HeaderModifierSpec {
  readonly set?: Readonly<Record<string, string>>;
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}
export interface DestinationSpec {
  readonly serviceRef?: Reference;
  readonly serviceName?: string;
  readonly weight?: number;
  readonly requestHeaderModifier?: HeaderModifierSpec;
  readonly responseHeaderModifier?: HeaderModifierSpec;
}
export interface RedirectSpec {
  readonly hostRedirect?: string;
  readonly pathRedirect?: string;
  readonly prefixRewrite?: string;
  readonly responseCode?: string;
  readonly httpsRedirect?: boolean;
  readonly stripQuery?: boolean;
  readonly portRedirect?: number;
}
export interface CorsSpec {
  readonly allowOrigins?: readonly string[];
  readonly allowOriginRegexes?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  readonly disabled?: boolean;
}
export interface ActionSpec {
  readonly destinations?: readonly DestinationSpec[];
  readonly redirect?: RedirectSpec;
  readonly directResponse?: { readonly status?: number; readonly stringBody?: string };
  readonly faultInjectionPolicy?: {
    readonly delay?: { readonly fixedDelay?: string; readonly percentage?: number };
    readonly abort?: { readonly httpStatus?: number; readonly percentage?: number };
  };
  readonly requestHeaderModifier?: HeaderModifierSpec;
  readonly responseHeaderModifier?: HeaderModifierSpec;
  readonly urlRewrite?: { readonly pathPrefixRewrite?: string; readonly hostRewrite?: string };
  readonly timeout?: string;
  readonly idleTimeout?: string;
  readonly retryPolicy?: { readonly retryConditions?: readonly string[]; readonly numRetries?: number; readonly perTryTimeout?: string };
  readonly requestMirrorPolicy?: { readonly destination?: DestinationSpec; readonly mirrorPercent?: number };
  readonly corsPolicy?: CorsSpec;
  /** whether a TCPRoute keeps the original destination */
  readonly originalDestination?: boolean;
}
export interface RuleSpec<M> { readonly matches?: readonly M[]; readonly action?: ActionSpec }
export interface TcpMatchSpec { readonly address?: string; readonly port?: string | number }
export interface TlsMatchSpec { readonly sniHost?: readonly string[]; readonly alpn?: readonly string[] }

export interface MeshSpec { readonly interceptionPort?: number }
export interface GatewaySpec { readonly scope?: string; readonly ports?: readonly number[]; readonly serverTlsPolicyRef?: Reference; readonly serverTlsPolicy?: string }
export interface ServerTlsSpec { readonly allowOpen?: boolean; readonly mtlsPolicy?: object }

export interface BackendSpec {
  readonly group?: string | { readonly networkEndpointGroupRef?: Reference; readonly instanceGroupRef?: Reference };
}
export interface BackendServiceSpec {
  readonly protocol?: string;
  readonly timeoutSec?: number;
  /** Config Connector */
  readonly backend?: readonly BackendSpec[];
  /** REST */
  readonly backends?: readonly BackendSpec[];
  readonly securitySettings?: { readonly clientTLSPolicyRef?: Reference; readonly clientTlsPolicy?: string };
}
