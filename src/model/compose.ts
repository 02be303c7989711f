import { defaultBackends } from './effective';
import { joinRules } from './join-rules';
import { inOrder } from './order';
import type { BackendModel, HttpMatchModel, HttpRuleModel } from './route';
import { byClusterSet, carriesHttp, portOf, type ServiceModel } from './service';
import { waypointOf } from './waypoint';
import { byKey } from '../grammar/order';

/**
 * The rules of a gateway, merged with those of the destination services, so that a service's canary, header route or timeout also applies to requests from
 * the edge: a proxy only evaluates the rules of one place.
 */
export function composeAtEdge(rules: readonly HttpRuleModel[], listenerPort: number): readonly HttpRuleModel[] {
  const atPort = (b: BackendModel) => ({ ...b, port: portOf(b, listenerPort, carriesHttp) });
  const result: HttpRuleModel[] = [];
  const taken = new Set<string>();
  for (const { rule, matches } of inOrder(rules)) {
    const only = rule.backends.length === 1 && !rule.backends[0].version ? rule.backends[0].service : undefined;
    if (!only || only.kind !== 'kubernetes' || !hasRules(only)) {
      result.push({ ...rule, matches, priority: 0, backends: throughSplits(rule.backends.map(atPort)) });
      continue;
    }
    const to = atPort(rule.backends[0]);
    for (const inner of inOrder(withDefault(only))) {
      for (const joined of joinRules({ rule, matches }, inner, to.port)) {
        // the service's default rule may leave only requests that its earlier rules matched
        const fresh = joined.matches.filter((m) => !taken.has(key(m)));
        if (fresh.length > 0 || joined.matches.length === 0) {
          fresh.forEach((m) => taken.add(key(m)));
          result.push({ ...joined, matches: fresh, backends: backendsOf(to, inner.rule, only) });
        }
      }
    }
  }
  return result;
}

/** Equal for matches of the same requests, whatever the order of their conditions. */
function key(match: HttpMatchModel): string {
  return JSON.stringify(match, (_k, v) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(byKey)) : v));
}

function hasRules(service: ServiceModel): boolean {
  return !waypointOf(service)?.ingress && (service.httpRules.length > 0 || service.split.length > 0);
}

/**
 * The rules of a service, followed by the default rule.
 * @param port only rules for this port; undefined: all of them
 */
export function withDefault(service: ServiceModel, port?: number): readonly HttpRuleModel[] {
  const closed = service.httpRules.some((r) => r.matches.length === 0 || (port !== undefined && r.matches.some((m) => takesAllOf(m, port))));
  return closed ? service.httpRules : [...service.httpRules, { path: service.path, matches: [], backends: [], priority: Number.MIN_SAFE_INTEGER }];
}

const takesAllOf = (match: HttpMatchModel, port: number): boolean => match.port === port && Object.entries(match).every(([name, value]) => name === 'port' || value === undefined);

/** The destinations of a rule without backends: the split of its service, or the service as a whole. */
export function backendsOrSplit(rule: HttpRuleModel, service: ServiceModel): readonly BackendModel[] {
  if (rule.redirect || rule.directResponse) {
    return [];
  }
  if (rule.backends.length > 0) {
    return rule.backends;
  }
  return defaultBackends(service);
}

/** Backends of an inner rule, with the port by which the outer rule reaches the service. */
function backendsOf(outer: BackendModel, inner: HttpRuleModel, service: ServiceModel): readonly BackendModel[] {
  const backends = backendsOrSplit(inner, service);
  return (outer.clusterSet ? byClusterSet(service, backends) : backends).map((b) => ({ ...b, port: portOf(b, outer.port, carriesHttp) }));
}

/**
 * Replaces backends that are services with a split by its parts; shares are multiplied as integers.
 * @param splitOf the parts of a backend; none: it is kept
 */
export function throughSplits(backends: readonly BackendModel[], splitOf: (b: BackendModel) => readonly BackendModel[] = splitOfRequests): readonly BackendModel[] {
  const splits = backends.map(splitOf);
  if (splits.every((split) => split.length === 0)) {
    return backends;
  }
  const sums = splits.map((split) => (split.length === 0 ? 1 : split.reduce((sum, b) => sum + (b.weight ?? 1), 0)));
  const common = sums.reduce((a, b) => (a / divisor(a, b)) * b, 1);
  const parts = backends.flatMap((b, i) => {
    const scale = (b.weight ?? 1) * (common / sums[i]);
    return splits[i].length === 0 ? [{ ...b, weight: scale }] : splits[i].map((s) => ({ ...s, port: s.port ?? b.port, weight: scale * (s.weight ?? 1) }));
  });
  const shared = parts.reduce((d, b) => divisor(d, b.weight), 0);
  return parts.map((b) => ({ ...b, weight: parts.length === 1 ? undefined : b.weight / (shared || 1) }));
}

function splitOfRequests(b: BackendModel): readonly BackendModel[] {
  return b.version || b.service.kind !== 'kubernetes' || waypointOf(b.service)?.ingress ? [] : b.clusterSet ? byClusterSet(b.service, b.service.split) : b.service.split;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
