import { type Fields, nothing, uses, when } from './walk';
import { inOrder } from '../../model/order';
import type {
  BackendModel, CorsModel, FaultModel, HttpMatchModel, HttpRuleModel, MirrorModel, PathMatchModel, RedirectModel, RetryModel, RewriteModel, StringMatchModel, TcpRuleModel, TlsRuleModel,
} from '../../model/route';
import { MeshFeature } from '../feature';
import type { Use } from '../index';

const PATH = { exact: MeshFeature.PATH_EXACT, prefix: MeshFeature.PATH_PREFIX, regex: MeshFeature.PATH_REGEX };

const PATH_FIELDS: Fields<PathMatchModel> = {
  kind: (kind) => PATH[kind],
  value: nothing,
  ignoreCase: (on) => when(on, MeshFeature.PATH_IGNORE_CASE),
};

const HEADER = {
  exact: MeshFeature.HEADER_EXACT, prefix: MeshFeature.HEADER_PREFIX, regex: MeshFeature.HEADER_REGEX, present: MeshFeature.HEADER_PRESENT, absent: MeshFeature.HEADER_ABSENT,
};

const QUERY = {
  exact: MeshFeature.QUERY_EXACT, prefix: MeshFeature.QUERY_PREFIX, regex: MeshFeature.QUERY_REGEX, present: MeshFeature.QUERY_PRESENT, absent: MeshFeature.QUERY_PRESENT,
};

const kinds = (table: { readonly [K in StringMatchModel['kind']]: MeshFeature }, given: { readonly [name: string]: StringMatchModel }) => Object.values(given).map((m) => table[m.kind]);

const MATCH: Fields<HttpMatchModel> = {
  path: (path) => uses(PATH_FIELDS, path, '').map((u) => u.feature),
  method: () => MeshFeature.METHOD_MATCH,
  headers: (headers) => kinds(HEADER, headers),
  query: (query) => kinds(QUERY, query),
  authority: () => MeshFeature.AUTHORITY_MATCH,
  scheme: () => MeshFeature.SCHEME_MATCH,
  claims: (claims) => when(Object.keys(claims).length > 0, MeshFeature.CLAIM_MATCH),
  port: () => MeshFeature.PORT_MATCH,
  sourceNamespace: () => MeshFeature.SOURCE_NAMESPACE_MATCH,
  sourceLabels: (labels) => when(Object.keys(labels).length > 0, MeshFeature.SOURCE_LABELS_MATCH),
};

const BACKEND: Fields<BackendModel> = {
  service: nothing,
  version: () => MeshFeature.VERSION_BACKEND,
  port: () => MeshFeature.BACKEND_PORT,
  clusterSet: () => MeshFeature.CLUSTER_SET_BACKEND,
  weight: () => MeshFeature.WEIGHTED_SPLIT,
  requestHeaders: () => MeshFeature.BACKEND_HEADERS,
  responseHeaders: () => MeshFeature.BACKEND_HEADERS,
};

const REDIRECT: Fields<RedirectModel> = {
  path: () => MeshFeature.REDIRECT_PATH,
  prefix: () => MeshFeature.REDIRECT_PREFIX,
  authority: () => MeshFeature.REDIRECT_HOST,
  scheme: (scheme) => (scheme === 'https' ? MeshFeature.REDIRECT_HTTPS : MeshFeature.REDIRECT_HTTP),
  port: () => MeshFeature.REDIRECT_PORT,
  status: () => MeshFeature.REDIRECT_STATUS,
};

const REWRITE: Fields<RewriteModel> = {
  path: nothing, // by the matches of the rule
  pathRegex: () => MeshFeature.REWRITE_REGEX,
  authority: () => MeshFeature.REWRITE_HOST,
};

const MIRROR: Fields<MirrorModel> = {
  backend: (b) => backendUses([b], '').map((u) => u.feature),
  percentage: (share) => when(share !== 100, MeshFeature.MIRROR_PERCENTAGE),
};

const whole = (share: number) => Number.isInteger(share);

const FAULT: Fields<FaultModel> = {
  delay: (d) => [MeshFeature.FAULT_DELAY, ...when(!whole(d.percentage), MeshFeature.FAULT_FRACTION)],
  abort: (a) => [
    a.grpcStatus === undefined ? MeshFeature.FAULT_ABORT : MeshFeature.FAULT_ABORT_GRPC,
    ...when(!whole(a.percentage), MeshFeature.FAULT_FRACTION),
  ],
};

const CONDITION: { readonly [condition: string]: MeshFeature } = {
  '5xx': MeshFeature.RETRY_ON_5XX,
  'gateway-error': MeshFeature.RETRY_ON_GATEWAY_ERROR,
  'reset': MeshFeature.RETRY_ON_RESET,
  'connect-failure': MeshFeature.RETRY_ON_CONNECTION,
  'refused-stream': MeshFeature.RETRY_ON_CONNECTION,
  'cancelled': MeshFeature.RETRY_ON_GRPC,
  'deadline-exceeded': MeshFeature.RETRY_ON_GRPC,
  'resource-exhausted': MeshFeature.RETRY_ON_GRPC,
  'unavailable': MeshFeature.RETRY_ON_GRPC,
};

const RETRY: Fields<RetryModel> = {
  attempts: (n) => (n === 0 ? MeshFeature.RETRY_OFF : MeshFeature.RETRIES),
  perTryTimeoutMs: () => MeshFeature.RETRY_PER_TRY_TIMEOUT,
  on: (conditions) => conditions.map((c) => CONDITION[c] ?? (/^\d+$/.test(c) ? MeshFeature.RETRY_ON_STATUS : MeshFeature.RETRY_ON_OTHER)),
  backoffMs: () => MeshFeature.RETRY_BACKOFF,
  otherLocalities: (on) => when(on, MeshFeature.RETRY_OTHER_LOCALITIES),
  avoidPreviousHosts: () => MeshFeature.RETRY_AVOID_PREVIOUS_HOSTS,
};

const CORS: Fields<CorsModel> = {
  origins: (origins) => [MeshFeature.CORS, ...origins.flatMap((o) => (o.kind === 'prefix' ? [MeshFeature.CORS_ORIGIN_PREFIX] : when(o.kind === 'regex', MeshFeature.CORS_ORIGIN_REGEX)))],
  methods: nothing,
  allowHeaders: nothing,
  exposeHeaders: nothing,
  maxAgeMs: nothing,
  allowCredentials: nothing,
  unmatchedPreflights: (mode) => (mode === 'forward' ? MeshFeature.CORS_UNMATCHED_FORWARD : MeshFeature.CORS_UNMATCHED_IGNORE),
};

const RULE: Fields<HttpRuleModel> = {
  name: () => MeshFeature.RULE_NAME,
  path: nothing,
  matches: (matches) => matches.flatMap((m) => uses(MATCH, m, '').map((u) => u.feature)),
  backends: (backends, rule) => backendUses(backends, rule.path),
  priority: nothing, // by the other rules
  delegate: () => MeshFeature.ROUTE_DELEGATION,
  redirect: (r) => uses(REDIRECT, r, '').map((u) => u.feature),
  directResponse: () => MeshFeature.DIRECT_RESPONSE,
  rewrite: (r, rule) => [...rewrite(r, rule), ...uses(REWRITE, r, '').map((u) => u.feature)],
  mirrors: (mirrors) => [
    ...when(mirrors.length > 0, MeshFeature.MIRROR),
    ...when(mirrors.length > 1, MeshFeature.MIRROR_MANY),
    ...mirrors.flatMap((m) => uses(MIRROR, m, '').map((u) => u.feature)),
  ],
  fault: (f, rule) => [
    ...uses(FAULT, f, '').map((u) => u.feature),
    ...when(rule.timeoutMs !== undefined || rule.retries !== undefined, MeshFeature.FAULT_WITH_RETRY),
  ],
  retries: (r) => uses(RETRY, r, '').map((u) => u.feature),
  timeoutMs: () => MeshFeature.TIMEOUT,
  requestHeaders: () => MeshFeature.REQUEST_HEADERS,
  responseHeaders: () => MeshFeature.RESPONSE_HEADERS,
  cors: (c) => uses(CORS, c, '').map((u) => u.feature),
};

function rewrite(r: RewriteModel, rule: HttpRuleModel): readonly MeshFeature[] {
  if (r.path === undefined) {
    return [];
  }
  const exact = rule.matches.some((m) => m.path?.kind === 'exact');
  return [exact ? MeshFeature.REWRITE_FULL_PATH : MeshFeature.REWRITE_PREFIX];
}

/** The features that backends use. */
export function backendUses(backends: readonly BackendModel[], path: string): Use[] {
  return backends.flatMap((b) => uses(BACKEND, b, path));
}

/** The features that the rules of one service or gateway use: each rule by itself, and all by their order. */
export function ruleUses(rules: readonly HttpRuleModel[]): Use[] {
  return [...rules.flatMap((r) => uses(RULE, r, r.path)), ...priorityUses(rules)];
}

/** Priorities are used only if they change the default order of the rules. */
function priorityUses(rules: readonly HttpRuleModel[]): Use[] {
  if (rules.every((r) => r.priority === 0)) {
    return [];
  }
  const order = (list: readonly HttpRuleModel[]) => inOrder(list).map(({ rule, matches }) => `${rule.path}\n${JSON.stringify(matches)}`).join('\n');
  const plain = rules.map((r) => ({ ...r, priority: 0 }));
  return order(rules) === order(plain) ? [] : rules.filter((r) => r.priority !== 0).map((r) => ({ feature: MeshFeature.RULE_PRIORITY, path: r.path }));
}

const TLS: Fields<TlsRuleModel> = {
  sniHosts: () => MeshFeature.TLS_ROUTE,
  port: () => MeshFeature.PORT_MATCH,
  backends: (backends) => backendUses(backends, '').map((u) => u.feature),
};

const TCP: Fields<TcpRuleModel> = {
  port: () => MeshFeature.PORT_MATCH,
  destinationSubnets: (subnets) => when(subnets.length > 0, MeshFeature.TCP_ROUTE_SUBNETS),
  sourceLabels: (labels) => when(Object.keys(labels).length > 0, MeshFeature.TCP_ROUTE_SOURCE_LABELS),
  backends: (backends) => [MeshFeature.TCP_ROUTE, ...backendUses(backends, '').map((u) => u.feature)],
};

/** The features that connection rules use. */
export function connectionUses(tls: readonly TlsRuleModel[], tcp: readonly TcpRuleModel[], path: string): Use[] {
  return [...tls.flatMap((r) => uses(TLS, r, path)), ...tcp.flatMap((r) => uses(TCP, r, path))];
}
