import { destinations, resilience } from './http-route';
import type { Json } from './names';
import { compact } from '../../grammar/json';
import { literal } from '../../grammar/literal';
import type { BackendModel, HttpMatchModel, HttpRuleModel, StringMatchModel } from '../../model/route';

const CALL = /^\/([A-Za-z_][A-Za-z0-9_.]*)\/([A-Za-z_][A-Za-z0-9_]*)?$/;

/** The retry conditions of a GRPCRoute. */
const CONDITIONS: ReadonlySet<string> = new Set(['connect-failure', 'refused-stream', 'cancelled', 'deadline-exceeded', 'resource-exhausted', 'unavailable']);

const USUAL = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** Whether a rule can be one of a GRPCRoute: it only matches service, method and metadata, and GRPCRoute supports its actions. */
export function speaksGrpc(rule: HttpRuleModel): boolean {
  const retries = rule.retries;
  return !rule.redirect && !rule.directResponse && !rule.rewrite && !rule.cors && !rule.requestHeaders && !rule.responseHeaders && !(rule.mirrors && rule.mirrors.length > 0)
    && retries?.perTryTimeoutMs === undefined && (retries?.on ?? []).every((c) => CONDITIONS.has(c)) && rule.matches.every(isCall);
}

function isCall(m: HttpMatchModel): boolean {
  if (m.method || m.query || m.authority || m.scheme || Object.values(m.headers ?? {}).some((h) => h.kind === 'absent')) {
    return false;
  }
  const found = m.path && CALL.exec(m.path.value);
  return !m.path || (m.path.kind === 'exact' && found?.[2] !== undefined) || (m.path.kind === 'prefix' && !!found && found[2] === undefined);
}

/** A rule of a GRPCRoute. */
export function grpcRule(rule: HttpRuleModel, matches: readonly HttpMatchModel[], backends: readonly BackendModel[], port: number): Json {
  const patterns = matches.map((m) => compact({
    method: m.path && method(m.path.value, m.path.ignoreCase ?? false),
    headers: Object.entries(m.headers ?? {}).map(([key, v]) => ({ key, ...metadata(v) })),
  }));
  return compact({
    matches: patterns.some((p) => Object.keys(p).length === 0) ? undefined : patterns,
    action: compact({ destinations: destinations(backends, port), ...resilience(rule, USUAL) }),
  });
}

/** Both parts of a method are required: a whole service matches any of its methods. */
function method(path: string, ignoreCase: boolean): Json {
  const [, grpcService, grpcMethod] = CALL.exec(path)!;
  if (grpcMethod === undefined) {
    return { type: 'REGULAR_EXPRESSION', grpcService: `${ignoreCase ? '(?i)' : ''}${literal(grpcService)}`, grpcMethod: '.*' };
  }
  return { type: 'EXACT', grpcService, grpcMethod, ...(ignoreCase ? { caseSensitive: false } : {}) };
}

function metadata(v: StringMatchModel): Json {
  switch (v.kind) {
    case 'exact':
      return { type: 'EXACT', value: v.value };
    case 'prefix':
      return { type: 'REGULAR_EXPRESSION', value: `${literal(v.value!)}.*` };
    case 'regex':
      return { type: 'REGULAR_EXPRESSION', value: v.value };
    default:
      return { type: 'REGULAR_EXPRESSION', value: '.*' };
  }
}
