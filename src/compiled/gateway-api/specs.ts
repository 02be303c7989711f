/** The fields of Gateway API kinds that the compiler reads. Any may be missing: the defaults are those of an API server. */
export interface ParentRef { readonly group?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string; readonly sectionName?: string; readonly port?: number }
export interface BackendRef { readonly group?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string; readonly port?: number; readonly weight?: number }
export interface WeightedBackend extends BackendRef { readonly filters?: readonly FilterSpec[] }
export interface NamedMatch { readonly type?: string; readonly name?: string; readonly value?: string }
export interface HttpRouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly headers?: readonly NamedMatch[];
  readonly queryParams?: readonly NamedMatch[];
  readonly method?: string;
}
export interface GrpcRouteMatch {
  readonly method?: { readonly type?: string; readonly service?: string; readonly method?: string };
  readonly headers?: readonly NamedMatch[];
}
export interface HeaderValueSpec { readonly name?: string; readonly value?: string }
export interface HeaderFilter { readonly set?: readonly HeaderValueSpec[]; readonly add?: readonly HeaderValueSpec[]; readonly remove?: readonly string[] }
export interface PathModifier { readonly type?: string; readonly replaceFullPath?: string; readonly replacePrefixMatch?: string }
export interface FilterSpec {
  readonly type?: string;
  readonly requestHeaderModifier?: HeaderFilter;
  readonly responseHeaderModifier?: HeaderFilter;
  readonly requestMirror?: { readonly backendRef?: BackendRef; readonly percent?: number; readonly fraction?: { readonly numerator?: number; readonly denominator?: number } };
  readonly requestRedirect?: { readonly scheme?: string; readonly hostname?: string; readonly path?: PathModifier; readonly port?: number; readonly statusCode?: number };
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier };
  readonly cors?: {
    readonly allowOrigins?: readonly string[];
    readonly allowCredentials?: boolean;
    readonly allowMethods?: readonly string[];
    readonly allowHeaders?: readonly string[];
    readonly exposeHeaders?: readonly string[];
    readonly maxAge?: number;
  };
}
export interface HttpRule {
  readonly name?: string;
  readonly matches?: readonly HttpRouteMatch[];
  readonly filters?: readonly FilterSpec[];
  readonly backendRefs?: readonly WeightedBackend[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly retry?: { readonly codes?: readonly number[]; readonly attempts?: number; readonly backoff?: string };
}
export interface GrpcRule {
  readonly name?: string;
  readonly matches?: readonly GrpcRouteMatch[];
  readonly filters?: readonly FilterSpec[];
  readonly backendRefs?: readonly WeightedBackend[];
}
export interface StreamRule { readonly name?: string; readonly backendRefs?: readonly BackendRef[] }
export interface RouteSpec<R> { readonly parentRefs?: readonly ParentRef[]; readonly hostnames?: readonly string[]; readonly rules?: readonly R[] }

export interface CertificateRef { readonly group?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string }
export interface ListenerSpec {
  readonly name?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly CertificateRef[]; readonly options?: Readonly<Record<string, string>> };
  readonly allowedRoutes?: { readonly namespaces?: NamespacesSpec; readonly kinds?: readonly { readonly group?: string; readonly kind?: string }[] };
}
export interface NamespacesSpec { readonly from?: string; readonly selector?: NamespaceSelector }
export interface NamespaceSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key?: string; readonly operator?: string; readonly values?: readonly string[] }[];
}
interface FrontendTls { readonly validation?: { readonly caCertificateRefs?: readonly CertificateRef[]; readonly mode?: string } }
export interface GatewaySpec {
  readonly gatewayClassName?: string;
  readonly listeners?: readonly ListenerSpec[];
  readonly addresses?: readonly { readonly type?: string; readonly value?: string }[];
  readonly allowedListeners?: { readonly namespaces?: NamespacesSpec };
  readonly tls?: { readonly frontend?: { readonly default?: FrontendTls; readonly perPort?: readonly { readonly port?: number; readonly tls?: FrontendTls }[] } };
}

export const GROUP = 'gateway.networking.k8s.io';
