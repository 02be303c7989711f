import { backendOf } from './references';
import type { FilterSpec, HeaderFilter, HeaderValueSpec } from './specs';
import type { World } from '../../world/world';
import type { CorsSpec, HeaderOperations, HeadersSpec, HttpRouteSpec, Labels, MirrorSpec, RedirectSpec, RewriteSpec, StringMatchSpec } from '../resources';

interface Route { readonly kind: string; readonly namespace: string }

/** The effect of filters, in terms of VirtualServices; `refused` for a filter that Istio doesn't know. */
export function filtered(filters: readonly FilterSpec[], route: Route, enforceGrants: boolean, world: World): Partial<HttpRouteSpec> | 'refused' {
  let headers: HeadersSpec | undefined;
  let redirect: RedirectSpec | undefined;
  let rewrite: RewriteSpec | undefined;
  let corsPolicy: CorsSpec | undefined;
  const mirrors: MirrorSpec[] = [];
  const grpc = route.kind === 'GRPCRoute';
  for (const filter of filters) {
    switch (filter.type) {
      case 'RequestHeaderModifier':
        if (filter.requestHeaderModifier) headers = { ...headers, request: operations(filter.requestHeaderModifier) };
        break;
      case 'ResponseHeaderModifier':
        if (filter.responseHeaderModifier) headers = { ...headers, response: operations(filter.responseHeaderModifier) };
        break;
      case 'RequestMirror': {
        const { backendRef = {}, percent, fraction } = filter.requestMirror ?? {};
        const to = backendOf(backendRef, route, enforceGrants, world);
        if (to === 'refused' || !to.known) {
          if (grpc) return 'refused';
          break;
        }
        const share = fraction ? (100 * (fraction.numerator ?? 0)) / (fraction.denominator ?? 100) : percent;
        mirrors.push({ destination: { host: to.host, port: { number: to.port } }, ...(share === undefined ? {} : { percentage: { value: share } }) });
        break;
      }
      case 'RequestRedirect':
        if (grpc) return 'refused';
        redirect = redirectOf(filter.requestRedirect);
        break;
      case 'URLRewrite':
        if (grpc) return 'refused';
        rewrite = rewriteOf(filter.urlRewrite);
        break;
      case 'CORS':
        if (grpc) return 'refused';
        corsPolicy = corsOf(filter.cors);
        break;
      default: return 'refused';
    }
  }
  return {
    ...(headers ? { headers } : {}), ...(redirect ? { redirect } : {}), ...(rewrite ? { rewrite } : {}), ...(corsPolicy ? { corsPolicy } : {}), ...(mirrors.length ? { mirrors } : {}),
  };
}

/** The header changes of a backend's filters; they can do nothing else. */
export function headersOf(filters: readonly FilterSpec[]): HeadersSpec | undefined | 'refused' {
  let headers: HeadersSpec | undefined;
  for (const filter of filters) {
    if (filter.type === 'RequestHeaderModifier') {
      if (filter.requestHeaderModifier) headers = { ...headers, request: operations(filter.requestHeaderModifier) };
    } else if (filter.type === 'ResponseHeaderModifier') {
      if (filter.responseHeaderModifier) headers = { ...headers, response: operations(filter.responseHeaderModifier) };
    } else { return 'refused'; }
  }
  return headers;
}

const operations = ({ set, add, remove }: HeaderFilter): HeaderOperations => ({ set: byName(set), add: byName(add), ...(remove ? { remove } : {}) });

/** By lower-case name; of several values for one name the first wins. */
function byName(list: readonly HeaderValueSpec[] | undefined): Labels {
  const out: Record<string, string> = {};
  for (const { name = '', value = '' } of list ?? []) out[name.toLowerCase()] ??= value;
  return out;
}

function redirectOf(spec: FilterSpec['requestRedirect']): RedirectSpec | undefined {
  if (!spec) return undefined;
  const { statusCode = 302, hostname, scheme, port, path } = spec;
  return {
    redirectCode: statusCode,
    ...(hostname === undefined ? {} : { authority: hostname }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined ? { derivePort: scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT' } : { port }),
    ...(path?.type === 'ReplaceFullPath' ? { uri: path.replaceFullPath ?? '' } : {}),
    ...(path?.type === 'ReplacePrefixMatch' ? { prefixRewrite: path.replacePrefixMatch ?? '' } : {}),
  };
}

function rewriteOf(spec: FilterSpec['urlRewrite']): RewriteSpec | undefined {
  if (!spec) return undefined;
  const { hostname, path } = spec;
  const out: RewriteSpec = {
    ...(path?.type === 'ReplacePrefixMatch' ? { uri: (path.replacePrefixMatch ?? '').replace(/\/$/, '') || '/' } : {}),
    ...(path?.type === 'ReplaceFullPath' ? { uriRegexRewrite: { match: '/.*', rewrite: path.replaceFullPath ?? '' } } : {}),
    ...(hostname ? { authority: hostname } : {}),
  };
  return Object.keys(out).length ? out : undefined;
}

/** Origins with a `*` become patterns. */
function origin(text: string): StringMatchSpec {
  if (text === '*') return { regex: '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$' };
  if (!text.includes('*')) return { exact: text };
  if (text.indexOf('*') === text.length - 1) return { prefix: text.slice(0, -1) };
  return { regex: `^${text.split('*').map((part) => part.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('.*')}$` };
}

function corsOf(spec: FilterSpec['cors']): CorsSpec | undefined {
  if (!spec) return undefined;
  const { allowOrigins = [], allowCredentials, allowMethods, allowHeaders, exposeHeaders, maxAge = 5 } = spec;
  return {
    allowOrigins: allowOrigins.filter((o) => o).map(origin),
    ...(allowCredentials ? { allowCredentials: true } : {}),
    ...(allowMethods ? { allowMethods } : {}),
    ...(allowHeaders ? { allowHeaders } : {}),
    ...(exposeHeaders ? { exposeHeaders } : {}),
    ...(maxAge > 0 ? { maxAge: `${maxAge}s` } : {}),
    unmatchedPreflights: 'IGNORE',
  };
}
