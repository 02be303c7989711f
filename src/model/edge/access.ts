import { both, complement, type Conjunction, covers, NO_OPERATION } from './conjunction';
import { scopes, seesRequests, spellings } from './scope';
import type { GatewayModel, ListenerModel } from '../gateway';
import type { AccessRuleModel, JwtModel, OperationModel } from '../security';

/** The access rules of a gateway, each bound to the hosts and ports that it applies to. */
export interface EdgeAccess {
  /** The allowed requests, if the default is to deny. */
  readonly allow: readonly AccessRuleModel[];
  readonly deny: readonly AccessRuleModel[];
  /** Requests that lack a required token. */
  readonly token: readonly AccessRuleModel[];
  readonly custom: readonly AccessRuleModel[];
}

/** All listeners of a gateway: its own, and those added by others. */
export function listenersOf(g: GatewayModel): readonly ListenerModel[] {
  return [...g.listeners, ...g.listenerSets.flatMap((s) => s.listeners)];
}

/** The tokens that a gateway validates for any host. */
export function tokensOf(g: GatewayModel): readonly JwtModel[] {
  return [...g.jwt, ...listenersOf(g).flatMap((l) => l.jwt)];
}

/** Whether a gateway or one of its listeners has access rules. */
export function hasAccess(g: GatewayModel, action: AccessRuleModel['action']): boolean {
  return [...g.access, ...listenersOf(g).flatMap((l) => l.access)].some((r) => r.action === action);
}

/** The names of the external authorizers that a gateway uses. */
export function providersOf(g: GatewayModel): readonly string[] {
  const rules = [...g.access, ...listenersOf(g).flatMap((l) => l.access)];
  return [...new Set(rules.filter((r) => r.action === 'custom').map((r) => r.provider!))];
}

/** Whether a rule matches an attribute that only requests have. */
export function aboutRequests(r: AccessRuleModel): boolean {
  const o = r.operation;
  return [o?.methods, o?.notMethods, o?.paths, o?.notPaths, o?.hosts, o?.notHosts].some((v) => (v?.length ?? 0) > 0)
    || r.sources.some((s) => s.requestPrincipals || s.notRequestPrincipals) || r.when.some((w) => w.key.startsWith('request.'));
}

/** Whether Istio can enforce a rule only on HTTP requests: client addresses are read from headers. */
export function needsRequests(r: AccessRuleModel): boolean {
  return aboutRequests(r) || r.sources.some((s) => s.remoteIpBlocks || s.notRemoteIpBlocks) || r.when.some((w) => w.key === 'remote.ip');
}

/** Whether two gateways may run in the same pods. */
export function sameProxies(a: GatewayModel, b: GatewayModel): boolean {
  return a.workloadNamespace === b.workloadNamespace && Object.entries(a.selector).every(([name, value]) => (b.selector[name] ?? value) === value);
}

/** Whether each listener has a rule that allows everything, so that nothing remains to be denied. */
export function allowsAll(g: GatewayModel): boolean {
  const everything = (r: AccessRuleModel) => r.action === 'allow' && !r.dryRun && r.sources.length === 0 && r.operation === undefined && r.when.length === 0;
  const own = listenersOf(g);
  return own.length > 0 && own.every((l) => [...g.access, ...l.access].some(everything));
}

/** The other listeners of a gateway's proxies. */
function neighboursOf(g: GatewayModel): readonly ListenerModel[] {
  return g.neighbours().filter((n) => n !== g && sameProxies(n, g)).flatMap(listenersOf);
}

/**
 * The rules of a gateway and of its listeners. Policies apply to proxies, which several gateways may share, so each rule is bound to the hosts and ports of
 * the listeners that it was declared for. An allow rule becomes a DENY policy for everything that it does not cover: an ALLOW policy would reject all other
 * traffic of the proxies.
 */
export function edgeAccess(g: GatewayModel): EdgeAccess {
  const own = listenersOf(g);
  const others = neighboursOf(g);
  const within = (r: AccessRuleModel, mine: readonly ListenerModel[]) => bound(r, mine, [...others, ...own.filter((l) => !mine.includes(l))]);
  const declared = (action: AccessRuleModel['action']) => [
    ...g.access.filter((r) => r.action === action).flatMap((r) => within(r, chosen(r, own))),
    ...own.flatMap((l) => l.access.filter((r) => r.action === action).flatMap((r) => within(r, chosen(r, [l])))),
  ];
  return {
    allow: g.closed() ? scopes(g.path, own, others, false).map((c) => rule(g.path, 'allow', c)) : [],
    deny: [...declared('deny'), ...uncovered(g, own, others)],
    token: groups(own.filter(seesRequests), (l) => [...g.jwt, ...l.jwt]).flatMap(([jwt, mine]) => refusals(g.path, jwt).flatMap((r) => within(r, mine))),
    custom: declared('custom'),
  };
}

/** The requests that no allow rule covers, for each listener with allow rules. */
function uncovered(g: GatewayModel, own: readonly ListenerModel[], others: readonly ListenerModel[]): readonly AccessRuleModel[] {
  const allowed = (l: ListenerModel) => [...g.access, ...l.access].filter((r) => r.action === 'allow');
  return [true, false].flatMap((requests) => groups(own.filter((l) => seesRequests(l) === requests), allowed).flatMap(([rules, mine]) => {
    if (rules.length === 0) return [];
    const what = `access to gateway '${g.path}'`;
    const rest = complement(what, rules.filter((r) => requests || !needsRequests(r)).map(spelled(mine)));
    const where = scopes(what, mine, [...others, ...own.filter((l) => !mine.includes(l))], true);
    return rest.flatMap((miss) => where.flatMap((scope) => {
      const c = both(what, scope, miss);
      return c ? [rule(what, 'deny', c)] : [];
    }));
  }));
}

/** A rule with its hosts in every spelling that requests may use. */
function spelled(listeners: readonly ListenerModel[]): (r: AccessRuleModel) => AccessRuleModel {
  const ports = [...new Set(listeners.map((l) => l.port))];
  return (r) => (r.operation?.hosts.length ? { ...r, operation: { ...r.operation, hosts: r.operation.hosts.flatMap((h) => spellings(h, ports)) } } : r);
}

/** The listeners that a rule's ports and hosts match. */
function chosen(r: AccessRuleModel, listeners: readonly ListenerModel[]): readonly ListenerModel[] {
  const { ports = [], hosts = [] } = r.operation ?? {};
  return listeners.filter((l) => (ports.length === 0 || ports.includes(l.port)) && (hosts.length === 0 || hosts.some((h) => serves(l, h))));
}

/** Whether requests for a host may arrive at a listener. */
export function serves(l: ListenerModel, host: string): boolean {
  const name = host.replace(/:[\d*]+$/, '');
  return l.hosts.some((h) => covers(h, name) || covers(name, h));
}

/** A rule for some listeners: only those that see requests, if the rule matches request attributes. */
function bound(r: AccessRuleModel, mine: readonly ListenerModel[], others: readonly ListenerModel[]): readonly AccessRuleModel[] {
  const requests = needsRequests(r);
  const fit = mine.filter((l) => !requests || seesRequests(l));
  const given = r.operation ?? NO_OPERATION;
  return scopes(r.path, fit, [...others, ...mine.filter((l) => !fit.includes(l))], true).flatMap((scope) => {
    const hosts = given.hosts.length > 0 ? given.hosts.flatMap((h) => spellings(h, [...new Set(fit.map((l) => l.port))])) : scope.operation.hosts;
    const ports = given.ports.length > 0 ? given.ports : scope.operation.ports;
    const operation = { ...scope.operation, ...given, hosts, ports, notPorts: given.ports.length > 0 ? undefined : scope.operation.notPorts };
    return [{ ...r, operation: orNothing(operation), when: [...r.when, ...scope.when] }];
  });
}

/** Groups listeners by the rules that apply to them. */
function groups<T>(listeners: readonly ListenerModel[], of: (l: ListenerModel) => readonly T[]): ReadonlyArray<readonly [readonly T[], readonly ListenerModel[]]> {
  const result: Array<[readonly T[], ListenerModel[]]> = [];
  for (const l of listeners) {
    const list = of(l);
    const same = result.find(([other]) => other.length === list.length && other.every((one, i) => one === list[i]));
    if (same) same[1].push(l);
    else result.push([list, [l]]);
  }
  return result;
}

/** Requests without a token from one of these issuers, or with a different claim than required. */
function refusals(path: string, jwt: readonly JwtModel[]): readonly AccessRuleModel[] {
  const required = jwt.filter((j) => j.required);
  if (required.length === 0) return [];
  const notPaths = [...new Set(required.flatMap((j) => j.exemptPaths))];
  const operation = notPaths.length > 0 ? { ...NO_OPERATION, notPaths } : undefined;
  const none: AccessRuleModel = { path, action: 'deny', sources: [{ notRequestPrincipals: required.map((j) => `${j.issuer}/*`) }], operation, when: [] };
  const claims = required.flatMap((j) => Object.entries(j.claims).map(([claim, notValues]): AccessRuleModel => ({
    path,
    action: 'deny',
    operation,
    sources: required.length > 1 ? [{ requestPrincipals: [`${j.issuer}/*`] }] : [],
    when: [{ key: `request.auth.claims${claim.split('.').map((n) => `[${n}]`).join('')}`, notValues }],
  })));
  return [none, ...claims];
}

function rule(path: string, action: AccessRuleModel['action'], { source, operation, when }: Conjunction): AccessRuleModel {
  return { path, action, sources: Object.keys(source).length > 0 ? [source] : [], operation: orNothing(operation), when };
}

function orNothing(o: OperationModel): OperationModel | undefined {
  return Object.values(o).some((v) => v?.length > 0) ? o : undefined;
}
