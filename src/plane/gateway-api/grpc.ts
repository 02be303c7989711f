import { headerFilters, headerMatches, type Place, type PlainRule } from './http';
import { backendRef, share } from './values';
import { compact, slug } from '../../grammar/json';
import type { HttpMatchModel, HttpRuleModel } from '../../model/route';

type Json = { [k: string]: any };

const GRPC_PATH = /^\/([A-Za-z_][A-Za-z0-9_.]*)\/([A-Za-z_][A-Za-z0-9_]*)?$/;

/** Whether rules can be those of a GRPCRoute: they only match service, method and metadata, and use supported actions. */
export function speaksGrpc(rules: readonly HttpRuleModel[]): boolean {
  return rules.every((r) => !r.rewrite && !r.redirect && !r.directResponse && !r.retries && !r.cors && r.timeoutMs === undefined && r.matches.every(isCall));
}

function isCall(m: HttpMatchModel): boolean {
  if (m.method || m.query || m.authority || m.scheme || m.sourceLabels || m.sourceNamespace || m.path?.ignoreCase) {
    return false;
  }
  const found = m.path && GRPC_PATH.exec(m.path.value);
  return !m.path || (m.path.kind === 'exact' && found?.[2] !== undefined) || (m.path.kind === 'prefix' && !!found && found[2] === undefined);
}

/** The rules of a GRPCRoute. */
export function grpcRules(rules: readonly PlainRule[], place: Place): Json[] {
  return rules.map(({ rule, matches, backends }) => compact({
    name: rule.name === undefined ? undefined : slug(rule.name.toLowerCase()),
    matches: matches.map((m) => compact({ method: m.path && method(m.path.value), headers: headerMatches(m) })),
    filters: [
      ...headerFilters(rule.requestHeaders, rule.responseHeaders),
      ...(rule.mirrors ?? []).map((m) => {
        const { weight: _weight, ...ref } = backendRef(m.backend, place.namespace, undefined, place.port);
        return { type: 'RequestMirror', requestMirror: { backendRef: ref, ...share(m.percentage) } };
      }),
    ],
    backendRefs: backends.map((b) => compact({ ...backendRef(b, place.namespace, undefined, place.port), filters: headerFilters(b.requestHeaders, b.responseHeaders) })),
  }));
}

function method(path: string): Json {
  const [, service, name] = GRPC_PATH.exec(path)!;
  return compact({ type: 'Exact', service, method: name });
}
