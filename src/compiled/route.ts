import { forWorkload, type MergedRule } from './destination-rules';
import type { ForwardAction, HashPolicy, HeaderMutations, Mirror, Route, Source, WeightedCluster } from './form';
import { isCatchAll, routeMatch } from './match';
import type { MeshSettings } from './mesh';
import type { ConsistentHashSpec, Destination, HttpDestination, HttpMatchSpec, HttpRouteSpec, Labels, Percent, PolicySettings } from './resources';
import { cors, fault, hashPolicy, headerEffects, hundredths, joinMutations, millionths, redirect, retryPolicy } from './route-parts';
import type { MeshService } from './services';
import type { MeshVirtualService, Placed } from './virtual-services';
import { milliseconds } from '../world/duration';
import { matches } from '../world/selector';

/** Where the routes of a VirtualService are used. */
export interface RouteContext {
  readonly mesh: MeshSettings;
  readonly namespace: string;
  readonly labels: Labels;
  /** port of the listener; 0 for a Unix socket or the HTTP proxy port */
  readonly port: number;
  /** names to which the listener's routes are bound: `mesh`, or Gateways */
  readonly gateways: ReadonlySet<string>;
  readonly tls: boolean;
  /** the cluster of a destination, if it differs from those of sidecars and gateways */
  readonly clusterOf?: typeof destinationCluster;
  /** a service of the listener, by host */
  service(host: string): MeshService | undefined;
  /** DestinationRules for a host, as visible to the proxy */
  rules(host: string): readonly MergedRule[];
}

export const cluster = (host: string, port: number, subset = ''): string => `outbound|${port}|${subset}|${host}`;
/** A cluster's name in the SNI of the mesh's mutual TLS. */
export const sniCluster = (host: string, port: number, subset = ''): string => `outbound_.${port}_.${subset}_.${host}`;

/** The cluster of a destination. */
export function destinationCluster(destination: Destination, service: MeshService | undefined, listenPort: number): string {
  if (!destination.host) return 'UnknownService';
  const port = destination.port ? destination.port.number ?? 0 : service?.ports.length === 1 ? service.ports[0].port : listenPort;
  return cluster(service?.externalName || destination.host, port, destination.subset);
}

/** The routes of a VirtualService at a listener, up to the first that matches all requests. */
export function routesOf(service: MeshVirtualService, context: RouteContext): Route[] {
  const out: Route[] = [];
  for (const placed of service.http) {
    const { match } = placed.spec;
    if (!match?.length) {
      const route = translate(service, placed, undefined, -1, context);
      if (route) out.push(route);
      break;
    }
    for (let i = 0; i < match.length; i++) {
      const route = translate(service, placed, match[i], i, context);
      if (!route) continue;
      out.push(route);
      if (isCatchAll(route.match)) return out;
    }
  }
  return out;
}

/** Whether a match can hold for the proxy. Source labels and namespace are ignored if gateways are named. */
function applies(match: HttpMatchSpec, { port, gateways, labels, namespace }: RouteContext): boolean {
  if (match.port && match.port !== port) return false;
  if (match.gateways?.length) return match.gateways.some((g) => gateways.has(g));
  return matches(match.sourceLabels, labels) && (!match.sourceNamespace || match.sourceNamespace === namespace);
}

function translate(service: MeshVirtualService, placed: Placed<HttpRouteSpec>, match: HttpMatchSpec | undefined, at: number, context: RouteContext): Route | undefined {
  if (match && !applies(match, context)) return undefined;
  const { spec, root } = placed;
  const headers = headerEffects(spec.headers);
  const name = match?.name ? `${spec.name ?? ''}.${match.name}` : spec.name;
  const faults = spec.fault && fault(spec.fault);
  const origin: Source = at >= 0 && !root && !placed.gatewayApi ? { object: placed.origin.object, pointer: `${placed.origin.pointer}/match/${at}` } : placed.origin;
  const common = {
    ...(name ? { name } : {}),
    match: routeMatch(match, service.gatewaySemantics),
    ...(faults ? { fault: faults } : {}),
    ...(spec.corsPolicy ? { cors: cors(spec.corsPolicy) } : {}),
    config: service.config ?? configName(service),
    origin,
    ...(root ? { alsoFrom: [root] } : {}),
  };
  const mutations = (request: HeaderMutations | undefined, response: HeaderMutations | undefined) =>
    ({ ...(request ? { requestHeaders: request } : {}), ...(response ? { responseHeaders: response } : {}) });
  if (spec.redirect) {
    const action = redirect(spec.redirect, context.port, context.tls);
    // a code that Envoy doesn't know leaves the route without an action, and Envoy rejects the whole route configuration
    return { ...common, ...mutations(headers.request, headers.response), action: action ?? { kind: 'directResponse', status: 0 } };
  }
  if (spec.directResponse) {
    const { status = 0, body } = spec.directResponse;
    const text = body?.string ?? (body?.bytes === undefined ? undefined : Buffer.from(body.bytes, 'base64').toString('latin1'));
    return { ...common, ...mutations(headers.request, headers.response), action: { kind: 'directResponse', status, ...(text === undefined ? {} : { body: text }) } };
  }
  const { action, request, response } = forward(service, placed, common.match, headers.authority, context);
  return { ...common, ...mutations(joinMutations(headers.request, request), joinMutations(headers.response, response)), action };
}

/** Istio's name of the object, in the metadata of generated configuration. */
const configName = (service: MeshVirtualService): string =>
  `/apis/networking.istio.io/v1/namespaces/${service.namespace}/virtual-service/${service.name}`;

/** The pointer to a field of a route in its source. Gateway API rules have different field names, and one list of filters. */
function pointerOf({ origin: { pointer }, gatewayApi }: Placed<HttpRouteSpec>, field: 'route' | 'retries' | 'mirror' | 'mirrors', i?: number): string {
  if (!gatewayApi) return `${pointer}/${field}${i === undefined ? '' : `/${i}`}`;
  const rule = pointer.replace(/\/matches\/\d+$/, '');
  return field === 'route' ? `${rule}/backendRefs/${i}` : field === 'retries' ? `${rule}/retry` : `${rule}/filters`;
}

interface Forwarding { readonly action: ForwardAction; readonly request?: HeaderMutations; readonly response?: HeaderMutations }

function forward(service: MeshVirtualService, placed: Placed<HttpRouteSpec>, match: Route['match'], fromHeaders: string | undefined, context: RouteContext): Forwarding {
  const { spec } = placed;
  const { mesh, port } = context;
  const timeout = milliseconds(spec.timeout) ?? 0;
  const given = (spec.route ?? []).map((destination, i): Target => ({ destination, pointer: pointerOf(placed, 'route', destination.index ?? i), hash: hashOf(destination, context) }));
  const single = given.length === 1;
  const used = single ? given : given.filter((t) => t.destination.weight);
  const targets = used.map((t) => weighted(t, placed.origin, single, context));
  const hashes = used.flatMap((t): readonly HashPolicy[] => hashesOf(t.hash));
  const own = single ? headerEffects(given[0].destination.headers) : undefined;
  const rewritten = spec.rewrite?.authority || fromHeaders || own?.authority;
  const mirrors = mirrorsOf(placed, port, context);
  const sticky = single && given[0].hash !== undefined;
  const retries = retryPolicy(spec.retries ?? mesh.defaultRetry, sticky);
  const action: ForwardAction = {
    kind: 'forward',
    clusters: targets,
    ...(service.gatewaySemantics ? { clusterNotFoundResponseCode: 500 } : {}),
    ...pathRewrite(spec, service.gatewaySemantics, match),
    ...(rewritten ? { hostRewrite: rewritten } : {}),
    timeout,
    grpcTimeoutHeaderMax: timeout,
    ...(retries ? { retryPolicy: { ...retries, ...(spec.retries ? { origin: { object: placed.origin.object, pointer: pointerOf(placed, 'retries') } } : {}) } } : {}),
    ...(mirrors.length ? { mirrors } : {}),
    ...(hashes.length ? { hashPolicy: hashes } : {}),
  };
  return { action, request: own?.request, response: own?.response };
}

const hashesOf = (spec: ConsistentHashSpec | undefined): readonly HashPolicy[] => {
  const policy = hashPolicy(spec);
  return policy ? [policy] : [];
};

interface Target { readonly destination: HttpDestination; readonly pointer: string; readonly hash?: ConsistentHashSpec }

function weighted({ destination, pointer }: Target, { object }: Source, single: boolean, context: RouteContext): WeightedCluster {
  const to = destination.destination ?? {};
  const name = (context.clusterOf ?? destinationCluster)(to, context.service(to.host ?? ''), context.port);
  const origin = { object, pointer };
  if (single) return { name, origin };
  const headers = headerEffects(destination.headers);
  return {
    name,
    weight: destination.weight,
    ...(headers.request ? { requestHeaders: headers.request } : {}),
    ...(headers.response ? { responseHeaders: headers.response } : {}),
    ...(headers.authority ? { hostRewrite: headers.authority } : {}),
    origin,
  };
}

function pathRewrite({ rewrite }: HttpRouteSpec, gatewaySemantics: boolean, match: Route['match']): Pick<ForwardAction, 'prefixRewrite' | 'regexRewrite'> {
  if (rewrite?.uriRegexRewrite) return { regexRewrite: { pattern: rewrite.uriRegexRewrite.match ?? '', substitution: rewrite.uriRegexRewrite.rewrite ?? '' } };
  if (!rewrite?.uri) return {};
  if (!gatewaySemantics || rewrite.uri !== '/') return { prefixRewrite: rewrite.uri };
  const prefix = match.path.kind === 'pathSeparatedPrefix' ? match.path.value : '';
  return { regexRewrite: { pattern: `^${quoteMeta(prefix)}(/?)(.*)`, substitution: '/\\2' } };
}
/** Escapes a text for a regular expression, like Go. */
const quoteMeta = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

function mirrorsOf(placed: Placed<HttpRouteSpec>, port: number, context: RouteContext): Mirror[] {
  const { spec, origin: { object } } = placed;
  const out: Mirror[] = [];
  const add = (to: Destination, fraction: Mirror['fraction'] | undefined, at: string): void => {
    if (!fraction) return;
    out.push({ cluster: (context.clusterOf ?? destinationCluster)(to, context.service(to.host ?? ''), port), fraction, disableShadowHostSuffixAppend: true, origin: { object, pointer: at } });
  };
  const share = (percentage: Percent | undefined) => (percentage === undefined ? hundredths(100) : (percentage.value ?? 0) > 0 ? millionths(percentage) : undefined);
  if (spec.mirror) {
    const old = spec.mirrorPercentage === undefined && spec.mirrorPercent !== undefined;
    add(spec.mirror, old ? (spec.mirrorPercent! > 0 ? hundredths(spec.mirrorPercent!) : undefined) : share(spec.mirrorPercentage), pointerOf(placed, 'mirror'));
  }
  (spec.mirrors ?? []).forEach((m, i) => m.destination && add(m.destination, share(m.percentage), pointerOf(placed, 'mirrors', i)));
  return out;
}

/** The consistent hash of a destination: from the subset's port, the subset, the port, or the rule. */
function hashOf({ destination = {} }: HttpDestination, { rules, namespace, labels }: RouteContext): ConsistentHashSpec | undefined {
  const rule = forWorkload(rules(destination.host ?? ''), namespace, labels);
  if (!rule) return undefined;
  const atPort = (policy: { readonly portLevelSettings?: readonly (PolicySettings & { readonly port?: { readonly number?: number } })[] } | undefined) =>
    (destination.port ? policy?.portLevelSettings?.find((p) => (p.port?.number ?? 0) === (destination.port!.number ?? 0))?.loadBalancer?.consistentHash : undefined);
  const subset = rule.subsets.find((s) => (s.spec.name ?? '') === (destination.subset ?? ''))?.spec.trafficPolicy;
  return atPort(subset) ?? subset?.loadBalancer?.consistentHash ?? atPort(rule.trafficPolicy?.spec) ?? rule.trafficPolicy?.spec.loadBalancer?.consistentHash;
}
