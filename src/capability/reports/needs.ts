type Json = { [k: string]: any };

/** A feature that an object uses and not every implementation supports. */
export interface Need {
  /** The conformance profile whose report mentions it. */
  readonly profile: string;
  /** All names that the feature has had; empty for the profile itself. */
  readonly features: readonly string[];
  /** JSON pointer to the value that uses it. */
  readonly at: string;
}

/** The names in the mesh tests of route features that the routes' own test suite covers. */
const IN_MESH: { readonly [feature: string]: string } = {
  HTTPRouteQueryParamMatching: 'MeshHTTPRouteQueryParamMatching',
  HTTPRouteNamedRouteRule: 'MeshHTTPRouteNamedRouteRule',
  HTTPRoutePathRewrite: 'MeshHTTPRouteRewritePath',
  HTTPRouteSchemeRedirect: 'MeshHTTPRouteSchemeRedirect',
  HTTPRoutePortRedirect: 'MeshHTTPRouteRedirectPort',
  HTTPRoutePathRedirect: 'MeshHTTPRouteRedirectPath',
  HTTPRouteBackendRequestHeaderModification: 'MeshHTTPRouteBackendRequestHeaderModification',
};

const PROFILE: { readonly [kind: string]: string } = { HTTPRoute: 'HTTP', GRPCRoute: 'GRPC', TLSRoute: 'TLS', TCPRoute: 'TCP', UDPRoute: 'UDP' };

/** Not covered by any Gateway API test: implementations differ in how they interpret an expression. */
export const REGULAR_EXPRESSION = 'RegularExpression';

/** The features that an object uses beyond the core. */
export function needsOf(kind: string, spec: Json, mesh: boolean): readonly Need[] {
  const profile = `${mesh && Object.hasOwn(PROFILE, kind) ? 'MESH' : 'GATEWAY'}-${PROFILE[kind] ?? 'HTTP'}`;
  const result: Need[] = [];
  const add = (at: string, ...features: string[]) => {
    const names = mesh ? features.flatMap((f) => (IN_MESH[f] ? [IN_MESH[f], f] : [f])) : features;
    if (!result.some((n) => n.features[0] === names[0])) result.push({ profile, features: names, at });
  };
  switch (kind) {
    case 'Gateway':
      if (spec.addresses?.length) add('/spec/addresses', 'GatewayStaticAddresses');
      if (spec.allowedListeners) add('/spec/allowedListeners', 'ListenerSet');
      if (spec.tls?.frontend) add('/spec/tls/frontend', 'GatewayFrontendClientCertificateValidation');
      if ([spec.tls?.frontend?.default, ...(spec.tls?.frontend?.perPort ?? []).map((p: Json) => p.tls)].some((t: Json | undefined) => t?.validation?.mode === 'AllowInsecureFallback')) {
        add('/spec/tls/frontend', 'GatewayFrontendClientCertificateValidationInsecureFallback');
      }
      return result;
    case 'ListenerSet':
      add('/spec/parentRef', 'ListenerSet');
      return result;
    case 'BackendTLSPolicy':
      add('/spec', 'BackendTLSPolicy');
      if (spec.validation?.subjectAltNames?.length) add('/spec/validation/subjectAltNames', 'BackendTLSPolicySANValidation');
      return result;
  }
  if (!(kind in PROFILE)) return result;
  if (mesh && (spec.parentRefs ?? []).some((p: Json) => p.namespace !== undefined)) add('/spec/parentRefs', 'MeshConsumerRoute');
  if (kind !== 'HTTPRoute') result.push({ profile, features: [], at: '/spec' });
  for (const [i, rule] of (spec.rules ?? []).entries()) ruleNeeds(kind, rule, `/spec/rules/${i}`, add);
  return result;
}

type Add = (at: string, ...features: string[]) => void;

function ruleNeeds(kind: string, rule: Json, at: string, add: Add): void {
  if (rule.name !== undefined) add(`${at}/name`, `${kind}NamedRouteRule`);
  for (const [j, m] of (rule.matches ?? []).entries()) {
    const here = `${at}/matches/${j}`;
    if (kind === 'HTTPRoute' && m.method !== undefined) add(`${here}/method`, 'HTTPRouteMethodMatching');
    if (m.queryParams?.length) add(`${here}/queryParams`, 'HTTPRouteQueryParamMatching');
    if ([m.path, kind === 'GRPCRoute' ? m.method : undefined, ...m.headers ?? [], ...m.queryParams ?? []].some((x) => x?.type === 'RegularExpression')) add(here, REGULAR_EXPRESSION);
  }
  const mirrors = (rule.filters ?? []).filter((f: Json) => f.requestMirror);
  if (mirrors.length > 1) add(`${at}/filters`, `${kind}RequestMultipleMirrors`);
  for (const [j, f] of (rule.filters ?? []).entries()) filterNeeds(kind, f, `${at}/filters/${j}`, add);
  if (rule.timeouts?.request !== undefined) add(`${at}/timeouts/request`, 'HTTPRouteRequestTimeout');
  if (rule.timeouts?.backendRequest !== undefined) add(`${at}/timeouts/backendRequest`, 'HTTPRouteBackendTimeout');
  if (rule.retry) add(`${at}/retry`, 'HTTPRouteRetry', 'HTTPRouteRetryCodes');
  for (const [j, b] of (rule.backendRefs ?? []).entries()) {
    for (const f of b.filters ?? []) add(`${at}/backendRefs/${j}/filters`, f.type === 'RequestHeaderModifier' ? `${kind}BackendRequestHeaderModification` : `${kind}Backend${f.type}`);
  }
}

function filterNeeds(kind: string, f: Json, at: string, add: Add): void {
  if (f.responseHeaderModifier) add(at, `${kind}ResponseHeaderModification`);
  if (f.cors) add(at, 'HTTPRouteCORS');
  if (f.urlRewrite?.hostname !== undefined) add(`${at}/urlRewrite/hostname`, 'HTTPRouteHostRewrite');
  if (f.urlRewrite?.path) add(`${at}/urlRewrite/path`, 'HTTPRoutePathRewrite');
  if (f.requestMirror) {
    add(at, `${kind}RequestMirror`);
    if (f.requestMirror.percent !== undefined || f.requestMirror.fraction) add(at, `${kind}RequestPercentageMirror`);
  }
  const redirect = f.requestRedirect;
  if (!redirect) return;
  if (redirect.scheme !== undefined) add(`${at}/requestRedirect/scheme`, 'HTTPRouteSchemeRedirect');
  if (redirect.port !== undefined) add(`${at}/requestRedirect/port`, 'HTTPRoutePortRedirect');
  if (redirect.path) add(`${at}/requestRedirect/path`, 'HTTPRoutePathRedirect');
  if ([303, 307, 308].includes(redirect.statusCode)) add(`${at}/requestRedirect/statusCode`, `HTTPRoute${redirect.statusCode}RedirectStatusCode`);
}
