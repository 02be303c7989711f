import type { HttpMatchSpec, HttpRouteSpec, Labels, StringMatchSpec } from './resources';
import type { Placed } from './virtual-services';

/** The routes of a delegate, combined with the route that leads to it. A route whose matches contradict the root's is dropped. */
export function mergeRoutes(root: Placed<HttpRouteSpec>, delegate: readonly Placed<HttpRouteSpec>[]): Placed<HttpRouteSpec>[] {
  return delegate.flatMap((route) => {
    const match = mergeMatches(root.spec.match ?? [], route.spec.match ?? []);
    return match ? [{ spec: inherit(root.spec, route.spec, match), origin: route.origin, root: root.origin }] : [];
  });
}

/** Settings of the root apply where the delegate has none. */
function inherit(root: HttpRouteSpec, own: HttpRouteSpec, match: readonly HttpMatchSpec[]): HttpRouteSpec {
  return {
    ...own,
    match,
    name: own.name ? (root.name ? `${root.name}-${own.name}` : own.name) : root.name,
    rewrite: own.rewrite ?? root.rewrite,
    directResponse: own.directResponse ?? root.directResponse,
    timeout: own.timeout ?? root.timeout,
    retries: own.retries ?? root.retries,
    fault: own.fault ?? root.fault,
    mirror: own.mirror ?? root.mirror,
    mirrorPercent: own.mirrorPercent ?? root.mirrorPercent,
    mirrorPercentage: own.mirrorPercentage ?? root.mirrorPercentage,
    corsPolicy: own.corsPolicy ?? root.corsPolicy,
    mirrors: own.mirrors?.length ? own.mirrors : root.mirrors,
    headers: own.headers ?? root.headers,
  };
}

/** All compatible pairs; undefined if a match of the delegate contradicts all of the root's. */
function mergeMatches(root: readonly HttpMatchSpec[], own: readonly HttpMatchSpec[]): readonly HttpMatchSpec[] | undefined {
  if (!root.length) return own;
  if (!own.length) return root;
  const out: HttpMatchSpec[] = [];
  for (const match of own) {
    const fitting = root.filter((r) => !contradicts(r, match));
    if (!fitting.length) return undefined;
    out.push(...fitting.map((r) => mergeMatch(r, match)));
  }
  return out;
}

const nonEmpty = <T extends object>(x: T | undefined): T | undefined => (x && Object.keys(x).length ? x : undefined);

function mergeMatch(root: HttpMatchSpec, own: HttpMatchSpec): HttpMatchSpec {
  return {
    ...own,
    name: own.name ? (root.name ? `${root.name}-${own.name}` : own.name) : root.name,
    uri: own.uri ?? root.uri,
    scheme: own.scheme ?? root.scheme,
    method: own.method ?? root.method,
    authority: own.authority ?? root.authority,
    headers: nonEmpty({ ...root.headers, ...own.headers }),
    withoutHeaders: nonEmpty({ ...root.withoutHeaders, ...own.withoutHeaders }),
    queryParams: nonEmpty({ ...root.queryParams, ...own.queryParams }),
    port: own.port || root.port,
    sourceLabels: nonEmpty<Labels>({ ...root.sourceLabels, ...own.sourceLabels }),
    sourceNamespace: own.sourceNamespace || root.sourceNamespace,
    gateways: own.gateways?.length ? own.gateways : root.gateways,
  };
}

/** Whether a match of a delegate can't be a narrower form of the root's match. */
function contradicts(root: HttpMatchSpec, leaf: HttpMatchSpec): boolean {
  const differ = (a: Readonly<Record<string, StringMatchSpec>> | undefined, b: Readonly<Record<string, StringMatchSpec>> | undefined) =>
    Object.entries(b ?? {}).some(([key, match]) => stringsContradict(a?.[key], match));
  return stringsContradict(root.uri, leaf.uri) || stringsContradict(root.scheme, leaf.scheme)
    || stringsContradict(root.method, leaf.method) || stringsContradict(root.authority, leaf.authority)
    || differ(root.headers, leaf.headers) || differ(root.withoutHeaders, leaf.withoutHeaders) || differ(root.queryParams, leaf.queryParams)
    || !!root.ignoreUriCase !== !!leaf.ignoreUriCase
    || (!!root.port && !!leaf.port && root.port !== leaf.port)
    || (!!root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace)
    || Object.entries(leaf.sourceLabels ?? {}).some(([key, value]) => root.sourceLabels && Object.hasOwn(root.sourceLabels, key) && root.sourceLabels[key] !== value)
    || gatewaysContradict(root.gateways ?? [], leaf.gateways ?? []);
}

function gatewaysContradict(root: readonly string[], leaf: readonly string[]): boolean {
  if (!root.length || !leaf.length) return false;
  return root.length < leaf.length || leaf.some((g) => !root.includes(g));
}

function stringsContradict(root: StringMatchSpec | undefined, leaf: StringMatchSpec | undefined): boolean {
  if (!root || !leaf) return false;
  const some = (m: StringMatchSpec) => !!(m.regex || m.prefix || m.exact);
  if ((root.regex && some(leaf)) || (leaf.regex && some(root))) return true;
  if (root.exact) return !!leaf.prefix || leaf.exact !== root.exact;
  if (root.prefix) {
    if (leaf.prefix) return !leaf.prefix.startsWith(root.prefix);
    if (leaf.exact) return !leaf.exact.startsWith(root.prefix);
  }
  return true;
}
