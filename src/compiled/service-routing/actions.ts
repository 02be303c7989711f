import type { ActionSpec, CorsSpec, DestinationSpec, HeaderModifierSpec, RedirectSpec } from './specs';
import { defined } from '../../grammar/plain';
import { milliseconds } from '../../world/duration';
import type { Cors, Fault, ForwardAction, FractionalPercent, HeaderMutations, HeaderValue, Mirror, RedirectAction, RetryPolicy, Route, RouteAction, WeightedCluster } from '../form';

/** What rules need to know about backend services. */
export interface Backends {
  /** the cluster of a destination; undefined if it names none */
  cluster(destination: DestinationSpec): string | undefined;
  /** the timeout of the backend service behind a cluster, in milliseconds */
  timeout(cluster: string): number;
}

/** Name of a cluster that stands for an action without a usable destination. */
export const NO_DESTINATION = 'no destination';

/** The action of a rule, and its effects on requests and responses. */
export function effectsOf(action: ActionSpec, backends: Backends): Omit<Route, 'match'> {
  const { faultInjectionPolicy, corsPolicy } = action;
  return defined<Omit<Route, 'match'>>({
    action: actionOf(action, backends),
    requestHeaders: mutations(action.requestHeaderModifier),
    responseHeaders: mutations(action.responseHeaderModifier),
    fault: faultInjectionPolicy && fault(faultInjectionPolicy),
    cors: corsPolicy && !corsPolicy.disabled ? cors(corsPolicy) : undefined,
  }) as Omit<Route, 'match'>;
}

function actionOf(action: ActionSpec, backends: Backends): RouteAction {
  if (action.redirect) return redirect(action.redirect);
  const { directResponse } = action;
  if (directResponse) return defined<RouteAction>({ kind: 'directResponse', status: directResponse.status ?? 200, body: directResponse.stringBody }) as RouteAction;
  return forward(action, backends);
}

function forward(action: ActionSpec, backends: Backends): ForwardAction {
  const { urlRewrite, requestMirrorPolicy, faultInjectionPolicy, timeout, idleTimeout, retryPolicy } = action;
  const clusters = weightedClusters(action.destinations, backends);
  // clients with a fault policy ignore the timeout and the retries of the rule
  const own = faultInjectionPolicy ? undefined : milliseconds(timeout);
  return defined<ForwardAction>({
    kind: 'forward',
    clusters,
    prefixRewrite: urlRewrite?.pathPrefixRewrite,
    hostRewrite: urlRewrite?.hostRewrite,
    timeout: own ?? Math.max(...clusters.map((c) => backends.timeout(c.name))),
    idleTimeout: milliseconds(idleTimeout),
    retryPolicy: retryPolicy && !faultInjectionPolicy ? retries(retryPolicy) : undefined,
    mirrors: requestMirrorPolicy && mirrors(requestMirrorPolicy, backends),
  }) as ForwardAction;
}

function mirrors({ destination = {}, mirrorPercent }: NonNullable<ActionSpec['requestMirrorPolicy']>, backends: Backends): readonly Mirror[] {
  const cluster = backends.cluster(destination);
  return cluster === undefined ? [] : [{ cluster, ...(mirrorPercent === undefined ? {} : { fraction: percent(mirrorPercent) }) }];
}

/** The clusters of destinations: in equal parts if none has a weight. A single one needs no weight. */
export function weightedClusters(destinations: readonly DestinationSpec[] = [], backends: Backends): readonly WeightedCluster[] {
  const weighted = destinations.some((d) => d.weight !== undefined);
  const named = destinations.map((d) => ({
    name: backends.cluster(d) ?? NO_DESTINATION,
    weight: weighted ? d.weight ?? 0 : 1,
    requestHeaders: mutations(d.requestHeaderModifier),
    responseHeaders: mutations(d.responseHeaderModifier),
  }));
  if (named.length === 1) return [defined<WeightedCluster>({ ...named[0], weight: undefined }) as WeightedCluster];
  const used = named.filter((c) => c.weight > 0);
  return used.length > 0 ? used.map((c) => defined<WeightedCluster>(c) as WeightedCluster) : [{ name: NO_DESTINATION }];
}

const CODES: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY_DEFAULT: 301, MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308,
};

const redirect = (r: RedirectSpec): RedirectAction => defined<RedirectAction>({
  kind: 'redirect',
  hostRedirect: r.hostRedirect,
  pathRedirect: r.pathRedirect,
  prefixRewrite: r.prefixRewrite,
  httpsRedirect: r.httpsRedirect || undefined,
  portRedirect: r.portRedirect || undefined,
  stripQuery: r.stripQuery || undefined,
  responseCode: CODES[r.responseCode ?? 'MOVED_PERMANENTLY_DEFAULT'],
}) as RedirectAction;

const retries = ({ retryConditions = [], numRetries = 1, perTryTimeout }: NonNullable<ActionSpec['retryPolicy']>): RetryPolicy =>
  defined<RetryPolicy>({ retryOn: retryConditions.join(','), numRetries, perTryTimeout: milliseconds(perTryTimeout) }) as RetryPolicy;

const MILLION = 1_000_000;
const percent = (value: number): FractionalPercent =>
  (Number.isInteger(value) ? { numerator: value, denominator: 100 } : { numerator: Math.round(value * (MILLION / 100)), denominator: MILLION });

const fault = ({ delay, abort }: NonNullable<ActionSpec['faultInjectionPolicy']>): Fault => defined<Fault>({
  delay: delay && { fixedDelay: milliseconds(delay.fixedDelay) ?? 0, percentage: percent(delay.percentage ?? 0) },
  abort: abort && { httpStatus: abort.httpStatus, percentage: percent(abort.percentage ?? 0) },
}) as Fault;

function mutations({ set, add, remove }: HeaderModifierSpec = {}): HeaderMutations | undefined {
  const values = (map: HeaderModifierSpec['set'], append: HeaderValue['append']) => Object.entries(map ?? {}).map(([name, value]): HeaderValue => ({ name, value, append }));
  const changed = [...values(set, 'OVERWRITE_IF_EXISTS_OR_ADD'), ...values(add, 'APPEND_IF_EXISTS_OR_ADD')];
  return changed.length + (remove?.length ?? 0) === 0 ? undefined : { add: changed, ...(remove ? { remove } : {}) };
}

const cors = (c: CorsSpec): Cors => defined<Cors>({
  allowOriginStringMatch: [...(c.allowOrigins ?? []).map((value) => ({ kind: 'exact' as const, value })), ...(c.allowOriginRegexes ?? []).map((value) => ({ kind: 'regex' as const, value }))],
  allowMethods: c.allowMethods?.join(','),
  allowHeaders: c.allowHeaders?.join(','),
  exposeHeaders: c.exposeHeaders?.join(','),
  maxAge: c.maxAge,
  allowCredentials: c.allowCredentials,
}) as Cors;
