import { extension, type Json, targetPort } from './values';
import { principalOf } from '../../model/mesh';
import type { AccessRuleModel, CallModel, OperationModel, SourceModel } from '../../model/security';
import { arrivingCalls, type PortModel, type ServiceModel } from '../../model/service';

const RBAC = { http: 'envoy.extensions.filters.http.rbac.v3.RBAC', network: 'envoy.extensions.filters.network.rbac.v3.RBAC' } as const;

/** The filters that let in who may come: refusals first. `network` filters see connections only, no requests. */
export function accessFilters(layer: keyof typeof RBAC, rules: readonly AccessRuleModel[], calls: readonly Json[], deny: boolean, port: (number: number) => Json): Json[] {
  const policies = (action: AccessRuleModel['action']) => rules.filter((r) => r.action === action).map((r) => policy(r, port));
  const filters: Json[] = [];
  const add = (action: 'ALLOW' | 'DENY', list: readonly Json[]) => filters.push(extension(`envoy.filters.${layer}.rbac`, RBAC[layer], {
    ...(layer === 'network' ? { stat_prefix: action.toLowerCase() } : {}),
    rules: { action, policies: Object.fromEntries(list.map((p, i) => [`${action.toLowerCase()}-${i + 1}`, p])) },
  }));
  if (policies('deny').length > 0) {
    add('DENY', policies('deny'));
  }
  if (deny || policies('allow').length > 0) {
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
  return [...(c.methods.length > 0 ? [any(c.methods.map(method))] : []), ...(c.target === s && c.paths.length > 0 ? [any(c.paths.map(path))] : [])];
}

function policy(r: AccessRuleModel, port: (number: number) => Json): Json {
  return {
    permissions: [all(r.operation ? operation(r.operation, port) : [])],
    principals: r.sources.length > 0 ? r.sources.map((s) => allIds(source(s))) : [{ any: true }],
  };
}

function operation(o: OperationModel, port: (number: number) => Json): Json[] {
  const group = (list: readonly string[] | undefined, one: (v: string) => Json) => (list && list.length > 0 ? [any(list.map(one))] : []);
  return [
    ...group(o.methods, method),
    ...group(o.notMethods, method).map((rule) => ({ not_rule: rule })),
    ...group(o.paths, path),
    ...group(o.notPaths, path).map((rule) => ({ not_rule: rule })),
    ...(o.ports.length > 0 ? [any(o.ports.map(port))] : []),
    ...group(o.hosts, (h) => ({ header: { name: ':authority', string_match: glob(h) } })),
  ];
}

function source(s: SourceModel): Json[] {
  const ids = (list: readonly string[] | undefined, one: (v: string) => Json) => (list && list.length > 0 ? [{ or_ids: { ids: list.map(one) } }] : []);
  const not = (list: Json[]) => list.map((id) => ({ not_id: id }));
  const namespace = (n: string) => ({ authenticated: { principal_name: { safe_regex: { regex: `spiffe://[^/]+/ns/${n.replace(/\*/g, '.*')}/sa/.*` } } } });
  const range = (field: string) => (block: string) => ({ [field]: { address_prefix: block.split('/')[0], prefix_len: Number(block.split('/')[1] ?? (block.includes(':') ? 128 : 32)) } });
  return [
    ...ids(s.principals, identity), ...not(ids(s.notPrincipals, identity)),
    ...ids(s.namespaces, namespace), ...not(ids(s.notNamespaces, namespace)),
    ...ids(s.ipBlocks, range('direct_remote_ip')), ...not(ids(s.notIpBlocks, range('direct_remote_ip'))),
    ...ids(s.remoteIpBlocks, range('remote_ip')), ...not(ids(s.notRemoteIpBlocks, range('remote_ip'))),
  ];
}

function identity(principal: string): Json {
  return { authenticated: { principal_name: principal === '*' ? { prefix: 'spiffe://' } : principal.startsWith('*') ? { suffix: principal.slice(1) } : glob(`spiffe://${principal}`) } };
}

function method(name: string): Json {
  return { header: { name: ':method', string_match: { exact: name } } };
}

/** A path as calls and access rules write it: exact, with a star at an end, or with `{*}` and `{**}`. */
function path(p: string): Json {
  if (/\{\*\*?\}/.test(p)) {
    const pattern = p.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{\*\*\}/g, '.*').replace(/\{\*\}/g, '[^/]+');
    return { url_path: { path: { safe_regex: { regex: pattern } } } };
  }
  return { url_path: { path: glob(p) } };
}

function glob(text: string): Json {
  return text === '*' ? { safe_regex: { regex: '.+' } } : text.endsWith('*') ? { prefix: text.slice(0, -1) } : text.startsWith('*') ? { suffix: text.slice(1) } : { exact: text };
}

function any(rules: readonly Json[]): Json {
  return rules.length === 1 ? rules[0] : { or_rules: { rules } };
}

function all(rules: readonly Json[]): Json {
  return rules.length === 0 ? { any: true } : rules.length === 1 ? rules[0] : { and_rules: { rules } };
}

function allIds(ids: readonly Json[]): Json {
  return ids.length === 0 ? { any: true } : ids.length === 1 ? ids[0] : { and_ids: { ids } };
}

/** Whether a service takes only declared calls. */
export function denies(s: ServiceModel): boolean {
  return s.namespaceModel?.denyByDefault ?? false;
}

/** A rule for a port of a service, as its pod's proxy sees it; the listener itself stands for the port. */
export function servicePort(s: ServiceModel, here: PortModel): (number: number) => Json {
  return (number) => {
    const port = s.ports.find((p) => p.port === number) ?? here;
    targetPort(s, port);
    return port === here ? { any: true } : { not_rule: { any: true } };
  };
}
