import { all, any, glob, host, listed, path } from './matcher';
import { claim, requestPrincipal } from './token';
import { extension, type Json } from './values';
import { before } from '../../grammar/trim';
import { aboutRequests } from '../../model/edge/access';
import { principalOf } from '../../model/mesh';
import type { AccessRuleModel, CallModel, OperationModel, SourceModel } from '../../model/security';
import { arrivingCalls, type PortModel, type ServiceModel } from '../../model/service';

const RBAC = { http: 'envoy.extensions.filters.http.rbac.v3.RBAC', network: 'envoy.extensions.filters.network.rbac.v3.RBAC' } as const;

/** A port as used in rules: operations use the callers' number, conditions the workload's. */
export interface Here {
  readonly port: number;
  readonly target: number;
}

/** The filters that control access to a port: deny rules first. `network` filters only see connections. */
export function accessFilters(layer: keyof typeof RBAC, rules: readonly AccessRuleModel[], calls: readonly Json[], deny: boolean, here: Here): Json[] {
  // a TCP proxy can't evaluate such a rule: it applies to the ports that carry requests
  const known = rules.filter((r) => layer === 'http' || !aboutRequests(r));
  const policies = (action: AccessRuleModel['action']) => known.filter((r) => r.action === action).map((r) => policy(r, here));
  const filters: Json[] = [];
  const add = (action: 'ALLOW' | 'DENY', list: readonly Json[]) => filters.push(extension(`envoy.filters.${layer}.rbac`, RBAC[layer], {
    ...(layer === 'network' ? { stat_prefix: action.toLowerCase() } : {}),
    rules: { action, policies: Object.fromEntries(list.map((p, i) => [`${action.toLowerCase()}-${i + 1}`, p])) },
  }));
  if (policies('deny').length > 0) {
    add('DENY', policies('deny'));
  }
  if (deny || rules.some((r) => r.action === 'allow')) {
    add('ALLOW', [...calls, ...policies('allow')]);
  }
  return filters;
}

/** The policies of the calls that arrive at a port of a service. */
export function callPolicies(s: ServiceModel, port: PortModel): Json[] {
  return arrivingCalls(s).filter((c) => c.identity && (c.target !== s || c.ports.length === 0 || c.ports.includes(port.port))).map((c) => ({
    permissions: [all(callPermissions(s, c))],
    principals: [identity(principalOf(c.identity!))],
  }));
}

function callPermissions(s: ServiceModel, c: CallModel): Json[] {
  return [...(c.methods.length > 0 ? [any(c.methods.map((m) => method(m)))] : []), ...(c.target === s && c.paths.length > 0 ? [any(c.paths.map(path))] : [])];
}

/** A rule as an Envoy policy. */
export function policy(r: AccessRuleModel, here: Here): Json {
  const conditions = r.when.map((w) => condition(r, w, here));
  const ids = conditions.flatMap((c) => c.ids);
  const sources = r.sources.length > 0 ? r.sources.map((s) => allIds([...source(s), ...ids])) : [allIds(ids)];
  return { permissions: [all([...(r.operation ? operation(r.operation, here, r.action !== 'allow') : []), ...conditions.flatMap((c) => c.rules)])], principals: sources };
}

/** An additional condition, on the caller or on the operation. */
function condition(r: AccessRuleModel, w: AccessRuleModel['when'][number], here: Here): { readonly ids: Json[]; readonly rules: Json[] } {
  const inBrackets = [...w.key.matchAll(/\[([^\][]+)\]/g)].map((m) => m[1]);
  const id = (one: (value: string) => Json) => ({ ids: [...oneOfIds(w.values, one), ...oneOfIds(w.notValues, one).map((i) => ({ not_id: i }))], rules: [] });
  const rule = (one: (value: string) => Json) => ({
    ids: [], rules: [...(w.values?.length ? [any(w.values.map(one))] : []), ...(w.notValues?.length ? [{ not_rule: any(w.notValues.map(one)) }] : [])],
  });
  // a header that is sent several times arrives as one list: deny rules and authorizers also match a list that contains the value, and so do the exceptions
  // of an ALLOW rule
  const asHost = (list: boolean) => (v: string) => host(v, list);
  const header = (name: string) => {
    const one = (match: (v: string) => Json) => (v: string): Json => ({ header: { name, string_match: match(v) } });
    const [wanted, unwanted] = name === ':authority' || name === 'host' ? [asHost(r.action !== 'allow'), asHost(r.action === 'allow')] : r.action === 'allow' ? [glob, listed] : [listed, glob];
    return {
      ids: [],
      rules: [...(w.values?.length ? [any(w.values.map(one(wanted)))] : []), ...(w.notValues?.length ? [{ not_rule: any(w.notValues.map(one(unwanted))) }] : [])],
    };
  };
  switch (before(w.key, '[')) {
    case 'request.headers': return header(inBrackets[0].toLowerCase());
    case 'source.ip': return id(range('direct_remote_ip'));
    case 'remote.ip': return id(range('remote_ip'));
    case 'source.namespace': return id(namespace);
    case 'source.principal': return id(identity);
    case 'request.auth.principal': return id(requestPrincipal);
    case 'request.auth.audiences': return id((v) => claim(['aud'], [v]));
    case 'request.auth.presenter': return id((v) => claim(['azp'], [v]));
    case 'request.auth.claims': return id((v) => claim(inBrackets, [v]));
    case 'destination.port': return rule((v) => whether(Number(v) === here.target));
    case 'destination.ip': return rule((v) => ({ destination_ip: cidr(v) }));
    case 'connection.sni': return rule((v) => ({ requested_server_name: glob(v) }));
    default: throw new Error(`${r.path}: the condition on '${w.key}' is not supported on plane 'static'; use source.*, remote.ip, destination.*, connection.sni, request.headers or request.auth.*`);
  }
}

function namespace(n: string): Json {
  return { authenticated: { principal_name: { safe_regex: { regex: `spiffe://[^/]+/ns/${n.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}/sa/.*` } } } };
}

function range(field: string): (block: string) => Json {
  return (block) => ({ [field]: cidr(block) });
}

function cidr(block: string): Json {
  return { address_prefix: block.split('/')[0], prefix_len: Number(block.split('/')[1] ?? (block.includes(':') ? 128 : 32)) };
}

function operation(o: OperationModel, here: Here, anyCase: boolean): Json[] {
  const group = (list: readonly string[] | undefined, one: (v: string) => Json) => (list && list.length > 0 ? [any(list.map(one))] : []);
  return [
    ...group(o.methods, (m) => method(m, anyCase)),
    ...group(o.notMethods, (m) => method(m)).map((rule) => ({ not_rule: rule })),
    ...group(o.paths, path),
    ...group(o.notPaths, path).map((rule) => ({ not_rule: rule })),
    ...(o.ports.length > 0 ? [whether(o.ports.includes(here.port))] : []), // the listener itself stands for the port
    ...(o.notPorts?.length ? [whether(!o.notPorts.includes(here.port))] : []),
    ...group(o.hosts, (h) => authority(h, anyCase)),
    ...group(o.notHosts, (h) => authority(h, !anyCase)).map((rule) => ({ not_rule: rule })),
  ];
}

/** A condition that any of some values meets; none if there are no values. */
function oneOfIds(list: readonly string[] | undefined, one: (value: string) => Json): Json[] {
  return list && list.length > 0 ? [{ or_ids: { ids: list.map(one) } }] : [];
}

function source(s: SourceModel): Json[] {
  const not = (list: Json[]) => list.map((id) => ({ not_id: id }));
  return [
    ...oneOfIds(s.principals, identity), ...not(oneOfIds(s.notPrincipals, identity)),
    ...oneOfIds(s.namespaces, namespace), ...not(oneOfIds(s.notNamespaces, namespace)),
    ...oneOfIds(s.ipBlocks, range('direct_remote_ip')), ...not(oneOfIds(s.notIpBlocks, range('direct_remote_ip'))),
    ...oneOfIds(s.remoteIpBlocks, range('remote_ip')), ...not(oneOfIds(s.notRemoteIpBlocks, range('remote_ip'))),
    ...oneOfIds(s.requestPrincipals, requestPrincipal), ...not(oneOfIds(s.notRequestPrincipals, requestPrincipal)),
  ];
}

function identity(principal: string): Json {
  return { authenticated: { principal_name: principal === '*' ? { prefix: 'spiffe://' } : principal.startsWith('*') ? { suffix: principal.slice(1) } : glob(`spiffe://${principal}`) } };
}

/** Methods are case-sensitive; a server that accepts `delete` as `DELETE` must not open what is denied. */
function method(name: string, anyCase = false): Json {
  return { header: { name: ':method', string_match: anyCase ? { exact: name, ignore_case: true } : { exact: name } } };
}

function authority(name: string, list: boolean): Json {
  return { header: { name: ':authority', string_match: host(name, list) } };
}

function allIds(ids: readonly Json[]): Json {
  return ids.length === 0 ? { any: true } : ids.length === 1 ? ids[0] : { and_ids: { ids } };
}

function whether(holds: boolean): Json {
  return holds ? { any: true } : { not_rule: { any: true } };
}
