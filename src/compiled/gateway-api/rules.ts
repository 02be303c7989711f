import { filtered, headersOf } from './filters';
import { backendOf } from './references';
import type { BackendRef, GrpcRouteMatch, GrpcRule, HttpRouteMatch, HttpRule, NamedMatch, StreamRule, WeightedBackend } from './specs';
import type { Item } from '../../world/item';
import type { World } from '../../world/world';
import { sourceOf } from '../age';

import type { HttpDestination, HttpMatchSpec, HttpRouteSpec, L4Destination, RetrySpec, StringMatchSpec } from '../resources';
import type { Placed } from '../virtual-services';

/** Where rules are used: backends in other namespaces need a grant at gateways, but not in the mesh. */
export interface RuleContext { readonly world: World; readonly item: Item; readonly kind: string; readonly mesh: boolean }

const routeOf = ({ item, kind }: RuleContext) => ({ kind, namespace: item.namespace });
const placed = <T>(spec: T, { item }: RuleContext, pointer: string): Placed<T> => ({ spec, origin: sourceOf(item, pointer), gatewayApi: true });

/** The rules of an HTTPRoute, one route per match; empty if istiod rejects the object. */
export function httpRules(rules: readonly HttpRule[] | undefined, context: RuleContext): readonly Placed<HttpRouteSpec>[] {
  const given: readonly HttpRule[] = rules ?? [{}];
  const out: Placed<HttpRouteSpec>[] = [];
  for (let i = 0; i < given.length; i++) {
    const rule = given[i];
    const common = httpRule(rule, i, context);
    if (common === 'refused') return [];
    const matches = rule.matches?.length ? rule.matches : [{}];
    matches.forEach((match, m) => out.push(placed({ ...common, match: [httpMatch(match)] }, context, rule.matches?.length ? `/spec/rules/${i}/matches/${m}` : `/spec/rules/${i}`)));
  }
  return out;
}

function httpRule(rule: HttpRule, i: number, context: RuleContext): HttpRouteSpec | 'refused' {
  const { world, item, mesh } = context;
  const effects = filtered(rule.filters ?? [], routeOf(context), !mesh, world);
  if (effects === 'refused') return 'refused';
  const retries = rule.retry && retriesOf(rule.retry, rule.timeouts?.backendRequest);
  const timeout = timeoutOf(rule);
  const spec: HttpRouteSpec = {
    name: rule.name ?? `${item.namespace}.${item.name}.${i}`,
    ...effects,
    ...(retries ? { retries } : {}),
    ...(timeout ? { timeout } : {}),
  };
  return withBackends(spec, rule.backendRefs ?? [], context);
}

/** Zero means no timeout. */
const nonZero = (text: string | undefined): string | undefined => (text && !/^[0.hmsun]+$/.test(text) ? text : undefined);

function timeoutOf({ timeouts, retry }: HttpRule): string | undefined {
  const backend = nonZero(timeouts?.backendRequest);
  return backend && !retry ? backend : nonZero(timeouts?.request);
}

function retriesOf({ codes = [], attempts = 2, backoff }: NonNullable<HttpRule['retry']>, perTry: string | undefined): RetrySpec {
  const each = nonZero(perTry);
  return {
    attempts,
    retryOn: attempts === 0 ? '' : ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...codes].join(','),
    ...(backoff ? { backoff } : {}),
    ...(each ? { perTryTimeout: each } : {}),
  };
}

/** The destinations of a route; if no backend has a weight, the proxy answers 500. */
function withBackends(spec: HttpRouteSpec, backends: readonly WeightedBackend[], context: RuleContext): HttpRouteSpec | 'refused' {
  const used = backends.map((backend, index) => ({ backend, index })).filter(({ backend }) => (backend.weight ?? 1) !== 0);
  if (!used.length && !spec.redirect) return { ...spec, directResponse: { status: 500 } };
  const route: HttpDestination[] = [];
  for (const { backend, index } of used) {
    const to = backendOf(backend, routeOf(context), !context.mesh, context.world);
    const headers = headersOf(backend.filters ?? []);
    if (to === 'refused' || headers === 'refused') return 'refused';
    route.push({
      destination: to.host ? { host: to.host, port: { number: to.port } } : {}, weight: used.length === 1 ? 0 : backend.weight ?? 1, ...(headers ? { headers } : {}), index,
    });
  }
  return { ...spec, route };
}

function named(list: readonly NamedMatch[] | undefined): Readonly<Record<string, StringMatchSpec>> | undefined {
  if (!list?.length) return undefined;
  return Object.fromEntries(list.map(({ type = 'Exact', name = '', value = '' }) => [name, type === 'RegularExpression' ? { regex: value } : { exact: value }]));
}

function httpMatch({ path, headers, queryParams, method }: HttpRouteMatch): HttpMatchSpec {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  const uri: StringMatchSpec = type === 'Exact' ? { exact: value } : type === 'RegularExpression' ? { regex: value } : { prefix: value === '/' ? value : value.replace(/\/$/, '') };
  return matchOf(uri, headers, queryParams, method);
}

function matchOf(uri: StringMatchSpec | undefined, headers: readonly NamedMatch[] | undefined, queryParams?: readonly NamedMatch[], method?: string): HttpMatchSpec {
  const [byHeader, byQuery] = [named(headers), named(queryParams)];
  return {
    ...(uri ? { uri } : {}), ...(byHeader ? { headers: byHeader } : {}), ...(byQuery ? { queryParams: byQuery } : {}), ...(method === undefined ? {} : { method: { exact: method } }),
  };
}

/** The rules of a GRPCRoute, like those of an HTTPRoute: a method is a path. */
export function grpcRules(rules: readonly GrpcRule[] | undefined, context: RuleContext): readonly Placed<HttpRouteSpec>[] {
  const { world, item, mesh } = context;
  const out: Placed<HttpRouteSpec>[] = [];
  const given = rules ?? [];
  for (let i = 0; i < given.length; i++) {
    const rule = given[i];
    const effects = filtered(rule.filters ?? [], routeOf(context), !mesh, world);
    if (effects === 'refused') return [];
    const spec = withBackends({ name: rule.name ?? `${item.namespace}.${item.name}.${i}`, ...effects }, rule.backendRefs ?? [], context);
    if (spec === 'refused') return [];
    if (!rule.matches?.length) out.push(placed(spec, context, `/spec/rules/${i}`));
    rule.matches?.forEach((match, m) => out.push(placed({ ...spec, match: [matchOf(grpcPath(match.method), match.headers)] }, context, `/spec/rules/${i}/matches/${m}`)));
  }
  return out;
}

function grpcPath(method: GrpcRouteMatch['method']): StringMatchSpec | undefined {
  if (!method) return undefined;
  const { type = 'Exact', service, method: name } = method;
  if (service === undefined) return { regex: `/[^/]+/${name ?? ''}` };
  if (type === 'RegularExpression') return { regex: `/${service}/${name ?? '.+'}` };
  return name === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${name}` };
}

/** Destinations of connections; undefined if istiod rejects the object. If no backend has a weight, there are none. */
export function streamRule({ backendRefs = [] }: StreamRule, context: RuleContext): readonly L4Destination[] | undefined {
  const used = backendRefs.filter((b: BackendRef) => (b.weight ?? 1) !== 0);
  if (!used.length) return [{ destination: { host: 'internal.cluster.local', subset: 'zero-weight', port: { number: 65535 } }, weight: 0 }];
  const out: L4Destination[] = [];
  for (const backend of used) {
    const to = backendOf(backend, routeOf(context), !context.mesh, context.world);
    if (to === 'refused') return undefined;
    out.push({ destination: to.host ? { host: to.host, port: { number: to.port } } : {}, weight: used.length === 1 ? 0 : backend.weight ?? 1 });
  }
  return out;
}

/** Sorts routes in Gateway API order: the more specific a match, the earlier. */
export function sortRules(rules: readonly Placed<HttpRouteSpec>[]): readonly Placed<HttpRouteSpec>[] {
  return [...rules].sort((x, y) => {
    const [a, b] = [x.spec.match?.[0], y.spec.match?.[0]];
    if (!a || !b) return a ? -1 : b ? 1 : 0;
    return rank(b.uri) - rank(a.uri) || length(b.uri) - length(a.uri) || Number(!!b.method) - Number(!!a.method)
      || size(b.headers) - size(a.headers) || size(b.queryParams) - size(a.queryParams);
  });
}
const rank = (uri: StringMatchSpec | undefined): number => (!uri ? -1 : uri.exact !== undefined ? 3 : uri.prefix !== undefined ? 2 : 1);
/** In bytes, as in Go. */
const length = (uri: StringMatchSpec | undefined): number => Buffer.byteLength(uri?.exact ?? uri?.prefix ?? uri?.regex ?? '');
const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

