import { all, any, glob, path } from './matcher';
import { extension, type Json } from './values';
import { compact, seconds } from '../../grammar/json';
import type { JwtModel } from '../../model/security';

const FILTER = 'envoy.filters.http.jwt_authn';
/** Metadata key of the verified token's payload, for the access rules that follow. */
const PAYLOAD = 'payload';

/** The filters that verify tokens and reject requests without one: before the access rules. */
export function tokenFilters(jwt: readonly JwtModel[], exempt: readonly Json[] = []): Json[] {
  if (jwt.length === 0) {
    return [];
  }
  const providers = jwt.map((j, i) => [`token-${i + 1}`, provider(j)] as const);
  const each = providers.map(([name]) => ({ provider_name: name }));
  const optional = each.map((p) => ({ requires_any: { requirements: [p, { allow_missing: {} }] } }));
  // a token that is present must be valid; with several issuers that use the same location, valid for one of them
  const requires = optional.length === 1 ? optional[0] : { requires_any: { requirements: [...each, { requires_all: { requirements: optional } }] } };
  return [
    extension(FILTER, 'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication', {
      providers: Object.fromEntries(providers),
      rules: [{ match: { prefix: '/' }, requires }],
      bypass_cors_preflight: true,
    }),
    ...refusals(jwt.filter((j) => j.required), exempt),
  ];
}

function provider(j: JwtModel): Json {
  return compact({
    issuer: j.issuer,
    audiences: j.audiences,
    ...keys(j),
    forward: j.forward ? true : undefined,
    from_headers: j.fromHeaders.map((h) => compact({ name: h.name, value_prefix: h.prefix })),
    from_params: j.fromParams,
    from_cookies: j.fromCookies,
    forward_payload_header: j.outputPayloadToHeader,
    claim_to_headers: j.claimsToHeaders.map((c) => ({ header_name: c.header, claim_name: c.claim })),
    payload_in_metadata: PAYLOAD,
    normalize_payload_in_metadata: { space_delimited_claims: ['scope', 'permission'] },
  });
}

function keys(j: JwtModel): Json {
  if (j.jwks !== undefined) {
    return { local_jwks: { inline_string: j.jwks } };
  }
  if (j.jwksUri === undefined) {
    throw new Error(`tokens of '${j.issuer}' need the keys of the issuer, which a static bootstrap can't discover; set jwks or jwksUri`);
  }
  return { remote_jwks: { http_uri: { uri: j.jwksUri, cluster: keysCluster(j.jwksUri), timeout: seconds(j.timeoutMs ?? 5000) }, cache_duration: '300s' } };
}

/** The servers of issuers' keys: host and port, without duplicates. */
export function keyServers(jwt: readonly JwtModel[]): ReadonlyArray<{ readonly name: string; readonly host: string; readonly port: number; readonly tls: boolean }> {
  const uris = jwt.filter((j) => j.jwks === undefined && j.jwksUri !== undefined).map((j) => j.jwksUri!);
  return [...new Map(uris.map((uri) => {
    const { hostname, port, protocol } = new URL(uri);
    const tls = protocol === 'https:';
    return [keysCluster(uri), { name: keysCluster(uri), host: hostname, port: port === '' ? (tls ? 443 : 80) : Number(port), tls }] as const;
  })).values()];
}

function keysCluster(uri: string): string {
  const { hostname, port, protocol } = new URL(uri);
  return `keys|${port === '' ? (protocol === 'https:' ? 443 : 80) : port}|${hostname}`;
}

/** Rejects requests without a token of these issuers, or with different claims, except on their paths. */
function refusals(required: readonly JwtModel[], exempt: readonly Json[]): Json[] {
  if (required.length === 0) {
    return [];
  }
  const paths = required.flatMap((j) => j.exemptPaths).map(path);
  const permissions = [all([...exempt, ...(paths.length > 0 ? [{ not_rule: any(paths) }] : [])])];
  const issued = (j: JwtModel) => requestPrincipal(`${j.issuer}/*`);
  const none = { permissions, principals: [{ not_id: orIds(required.map(issued)) }] };
  const claims = required.flatMap((j) => Object.entries(j.claims).map(([name, values]) => {
    const other = { not_id: claim(name.split('.'), values) };
    return { permissions, principals: [required.length > 1 ? { and_ids: { ids: [issued(j), other] } } : other] };
  }));
  const policies = Object.fromEntries([none, ...claims].map((p, i) => [`token-${i + 1}`, p]));
  return [extension('envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBAC', { rules: { action: 'DENY', policies } })];
}

/** The principal of a token: `issuer/subject`, with an asterisk at one end. */
export function requestPrincipal(pattern: string): Json {
  const cut = pattern.lastIndexOf('/');
  if (pattern === '*' || cut < 0) {
    return pattern === '*' ? payload(['sub'], { present_match: true }) : payload(['iss'], { string_match: glob(pattern) });
  }
  const [issuer, subject] = [pattern.slice(0, cut), pattern.slice(cut + 1)];
  const of = (key: string, value: string) => payload([key], value === '*' ? { present_match: true } : { string_match: glob(value) });
  return { and_ids: { ids: [of('iss', issuer), of('sub', subject)] } };
}

/** A claim with one of the values, or a list that contains one. */
export function claim(name: readonly string[], values: readonly string[]): Json {
  const one = (v: string) => [{ string_match: glob(v) }, { list_match: { one_of: { string_match: glob(v) } } }];
  return payload(name, { or_match: { value_matchers: values.flatMap(one) } });
}

function payload(keysOfPath: readonly string[], value: Json): Json {
  return { sourced_metadata: { metadata_matcher: { filter: FILTER, path: [PAYLOAD, ...keysOfPath].map((key) => ({ key })), value } } };
}

function orIds(ids: readonly Json[]): Json {
  return ids.length === 1 ? ids[0] : { or_ids: { ids } };
}
