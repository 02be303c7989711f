import { compact, compactOrNone } from '../../../grammar/json';
import { denies } from '../../../model/effective';
import { principalOf } from '../../../model/mesh';
import { joined } from '../../../model/object-name';
import type { AccessRuleModel, OperationModel, SourceModel } from '../../../model/security';
import { arrivingCalls, carriesHttp, type ServiceModel } from '../../../model/service';
import type { Slot } from '../../plane';

type Json = { [k: string]: any };

/** The maximum numbers in one policy. */
const MOST = { rules: 10, sources: 5, principals: 10, operations: 5, values: 10 };

/** Who may call a service: a policy that denies by default, one that allows, and one that denies. */
export function authzSlots(s: ServiceModel): readonly Slot[] {
  const allow = rules(s, 'allow');
  const deny = rules(s, 'deny');
  const level = levelOf([...allow, ...deny]);
  const policy = (suffix: string, more: Json): Slot => ({
    id: `GCPAuthzPolicy-${suffix}`,
    apiVersion: 'networking.gke.io/v1',
    kind: 'GCPAuthzPolicy',
    name: joined(s.name, suffix),
    namespace: s.namespace,
    render: () => ({ spec: { enforcementLevel: level, targetRefs: [{ group: '', kind: 'Pod', selector: { matchLabels: s.selector } }], ...more } }),
  });
  return [
    ...(denies(s) || allow.length > 0 ? [policy('deny-by-default', { action: 'DENY_BY_DEFAULT' })] : []),
    ...(allow.length > 0 ? [policy('allow', { action: 'ALLOW', rules: allow })] : []),
    ...(deny.length > 0 ? [policy('deny', { action: 'DENY', rules: deny })] : []),
  ];
}

/** The settings that a service's policies can't express. */
export function authzLosses(s: ServiceModel): readonly string[] {
  const allow = rules(s, 'allow');
  const deny = rules(s, 'deny');
  const result: string[] = [];
  for (const call of denies(s) ? s.callers.filter((c) => c.gateway === undefined) : []) {
    if (call.ports.length > 0 && !s.ports.every((p) => call.ports.includes(p.port))) {
      const who = call.caller?.path ?? 'a caller';
      result.push(`${s.path}: the call of '${who}' is limited to ports ${call.ports.join(', ')} of ${s.ports.map((p) => p.port).join(', ')}, but a GCPAuthzPolicy can't match ports; create a separate service for those ports`);
    }
  }
  if ([allow, deny].some((list) => list.length > MOST.rules)) {
    result.push(`${s.path}: its access needs more than ${MOST.rules} rules, the maximum of a GCPAuthzPolicy; combine callers with the same methods and paths`);
  }
  if (levelOf([...allow, ...deny]) === 'L7' && !s.ports.every(carriesHttp)) {
    result.push(`${s.path}: methods, paths and hosts are checked for HTTP requests only (enforcementLevel L7), but one of its ports is a TCP port; create a separate service for that port, or remove them`);
  }
  const over = (list: readonly unknown[] | undefined, most: number) => (list?.length ?? 0) > most;
  if ([...allow, ...deny].some((r) => over(r.from?.sources, MOST.sources) || over(r.from?.notSources, MOST.sources) || over(r.to?.operations, MOST.operations))) {
    result.push(`${s.path}: one of its access rules has more than ${MOST.sources * MOST.principals} callers or ${MOST.operations * MOST.values} paths, the maximum of a GCPAuthzPolicy; split it`);
  }
  return result;
}

function levelOf(list: readonly Json[]): 'L4' | 'L7' {
  return list.some((r) => r.to !== undefined) ? 'L7' : 'L4';
}

function rules(s: ServiceModel, action: 'allow' | 'deny'): readonly Json[] {
  return [...(action === 'allow' && denies(s) ? callRules(s) : []), ...s.access.filter((r) => r.action === action).map(accessRule)];
}

/** The declared calls: one rule for each different operation. */
function callRules(s: ServiceModel): readonly Json[] {
  const byOperation = new Map<string, { readonly to?: Json; readonly principals: Set<string> }>();
  for (const call of arrivingCalls(s)) {
    if (!call.identity) {
      continue;
    }
    const to = operations({ methods: call.methods, paths: call.target === s ? call.paths : [], ports: [], hosts: [] });
    const key = JSON.stringify(to ?? null);
    const known = byOperation.get(key) ?? { to, principals: new Set<string>() };
    byOperation.set(key, known);
    known.principals.add(principalOf(call.identity));
  }
  return [...byOperation.values()].map(({ to, principals }) => compact({ from: { sources: sources([...principals].sort()) }, to }));
}

function accessRule(r: AccessRuleModel): Json {
  const named = (of: (from: SourceModel) => readonly string[] | undefined) => r.sources.flatMap((from) => of(from) ?? []);
  return compact({
    from: compactOrNone({ sources: sources(named((from) => from.principals)), notSources: sources(named((from) => from.notPrincipals)) }),
    to: r.operation && operations(r.operation),
  });
}

function sources(principals: readonly string[]): Json[] {
  return pages(principals, MOST.principals).map((page) => ({ principals: page.map((value) => ({ principal: { type: 'Exact', value } })) }));
}

function operations(o: OperationModel): Json | undefined {
  const some = (methods: readonly string[], paths: readonly string[], hosts: readonly string[]): Json[] | undefined => {
    const list = pages(paths, MOST.values).map((page) => compact({ hosts: hosts.map(match), methods, paths: page.map(match) }));
    const one = compactOrNone({ hosts: hosts.map(match), methods });
    return list.length > 0 ? list : one && [one];
  };
  return compactOrNone({ operations: some(o.methods, o.paths, o.hosts), notOperations: some(o.notMethods ?? [], o.notPaths ?? [], []) });
}

/** `/a/*` and `*.example.com` are a prefix and a suffix. */
function match(text: string): Json {
  return text === '*' ? { type: 'Prefix', value: '' }
    : text.endsWith('*') ? { type: 'Prefix', value: text.slice(0, -1) }
      : text.startsWith('*') ? { type: 'Suffix', value: text.slice(1) } : { type: 'Exact', value: text };
}

function pages<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));
}
