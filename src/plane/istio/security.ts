import { hostForms } from './host-forms';
import { ifSet, nonEmpty, time, upper } from './values';
import { byKey } from '../../grammar/order';
import type { AuthorizationRule, Operation } from '../../istio/api/authorization-rule';
import { Condition } from '../../istio/api/condition';
import { JwtRule } from '../../istio/api/jwt-rule';
import type { SpecInput } from '../../istio/api/kinds';
import { Provider } from '../../istio/api/provider';
import type { Input } from '../../istio/write/json';
import { needsRequests } from '../../model/edge/access';
import type { GatewayModel } from '../../model/gateway';
import { principalOf } from '../../model/mesh';
import type { AccessRuleModel, JwtModel, OperationModel } from '../../model/security';
import { arrivingCalls, carriesHttp, type ServiceModel } from '../../model/service';
import { waypointOf } from '../../model/waypoint';

type Rule = Input<AuthorizationRule>;

/** The target of a policy: pods, by their labels, or the services of a waypoint. */
export type Attachment = Pick<SpecInput<'AuthorizationPolicy'>, 'selector' | 'targetRefs'>;

/** The rules that allow declared callers: one for each different operation. */
export function callRules(s: ServiceModel): Rule[] {
  const byOperation = new Map<string, { readonly operation: Input<Operation> | undefined; readonly principals: Set<string> }>();
  const all = workloadPorts(s, s.ports.map((p) => p.port));
  for (const call of arrivingCalls(s)) {
    if (!call.identity) {
      continue;
    }
    // the parts of a call that the target's proxy can check; ports are those of the workload
    const own = call.target === s;
    const paths = own ? call.paths : [];
    const ports = own && call.ports.length > 0 ? workloadPorts(s, call.ports) : all;
    const key = [call.methods, paths, ports].join('\n');
    let rule = byOperation.get(key);
    if (!rule) {
      rule = { operation: ifSet({ methods: nonEmpty(call.methods), paths: nonEmpty(paths), ports: nonEmpty(ports) }), principals: new Set() };
      byOperation.set(key, rule);
    }
    rule.principals.add(principalOf(call.identity));
  }
  // a request needs to match only one of them, so they are sorted by operation and not by the order of declaration
  const sorted = [...byOperation].sort(byKey).map(([, rule]) => rule);
  return sorted.map(({ operation, principals }) => ({ from: [{ principals: [...principals].sort() }], to: operation && [operation] }));
}

/** Policies use the workload's port, not the Service's; at a waypoint, the Service's. */
export function workloadPorts(s: ServiceModel, ports: readonly number[]): number[] {
  if (waypointOf(s)) {
    return s.ports.map((p) => p.port).filter((p) => ports.includes(p)).sort((a, b) => a - b);
  }
  const targets = s.ports.filter((p) => ports.includes(p.port)).map((p) => p.targetPort ?? p.port);
  const named = targets.find((t) => typeof t === 'string');
  if (named !== undefined && targets.length < s.ports.length) {
    throw new Error(`service '${s.path}': rules for single ports need the container port as a number, but targetPort is the name '${named}'; set targetPort to a number`);
  }
  return named !== undefined ? [] : [...new Set(targets.map(Number))].sort((a, b) => a - b);
}

/** The spec of an AuthorizationPolicy for rules of one action. */
export function accessPolicy(
  to: Attachment, action: AccessRuleModel['action'], rules: readonly AccessRuleModel[], more: readonly Rule[], s?: ServiceModel,
): SpecInput<'AuthorizationPolicy'> {
  return {
    ...to,
    action: upper(action),
    provider: action === 'custom' ? Provider.named(rules[0].provider!) : undefined,
    rules: nonEmpty([...more, ...rules.map((r) => accessRule(action === 'deny' && s ? onPorts(r, s) : r, s))]),
  };
}

/**
 * A deny rule on request attributes, limited to ports that carry requests: on a TCP port a proxy sees no request, and would reject every connection.
 */
function onPorts(r: AccessRuleModel, s: ServiceModel): AccessRuleModel {
  const o: OperationModel = r.operation ?? { methods: [], paths: [], ports: [], hosts: [] };
  return needsRequests(r) && o.ports.length === 0 ? { ...r, operation: { ...o, ports: httpPorts(s) } } : r;
}

function httpPorts(s: ServiceModel): readonly number[] {
  return s.ports.filter(carriesHttp).map((p) => p.port);
}

function accessRule(r: AccessRuleModel, s: ServiceModel | undefined): Rule {
  return { from: nonEmpty(r.sources), to: r.operation && [operationSpec(r.operation, r.action, s)], when: nonEmpty(r.when.map(({ key, ...values }) => Condition._on(key, values))) };
}

function operationSpec(o: OperationModel, action: AccessRuleModel['action'], s: ServiceModel | undefined): Input<Operation> {
  const http = o.ports.length > 0 ? o.ports : s ? httpPorts(s) : [80, 443];
  return {
    hosts: nonEmpty(hostForms(o.hosts, action === 'allow', http)),
    notHosts: nonEmpty(o.notHosts),
    methods: nonEmpty(o.methods),
    notMethods: nonEmpty(o.notMethods),
    paths: nonEmpty(o.paths),
    notPaths: nonEmpty(o.notPaths),
    ports: nonEmpty(s ? workloadPorts(s, o.ports) : o.ports),
    notPorts: nonEmpty(o.notPorts),
  };
}

/** The spec of a RequestAuthentication. */
export function requestAuthentication(to: Attachment, jwt: readonly JwtModel[]): SpecInput<'RequestAuthentication'> {
  return { ...to, jwtRules: jwt.map(jwtRule) };
}

function jwtRule(j: JwtModel): JwtRule {
  const options = {
    audiences: nonEmpty([...j.audiences]),
    fromHeaders: nonEmpty([...j.fromHeaders]),
    fromParams: nonEmpty([...j.fromParams]),
    fromCookies: nonEmpty([...j.fromCookies]),
    forwardOriginalToken: j.forward ? true : undefined,
    outputPayloadToHeader: j.outputPayloadToHeader,
    outputClaimToHeaders: nonEmpty([...j.claimsToHeaders]),
    timeout: time(j.timeoutMs),
  };
  return j.jwksUri !== undefined ? JwtRule.remote(j.issuer, j.jwksUri, options)
    : j.jwks !== undefined ? JwtRule.inline(j.issuer, j.jwks, options) : JwtRule.discovery(j.issuer, options);
}

/**
 * The spec of the policy that rejects requests without a token: a separate policy, so that it applies regardless of allow rules.
 * Undefined when no token is required.
 *
 * @param ports the workload's ports on which requests can be seen; all, when none is given
 */
export function tokenPolicy(
  attachment: Attachment, jwt: readonly JwtModel[], ports: readonly number[] = [],
): SpecInput<'AuthorizationPolicy'> | undefined {
  const required = jwt.filter((j) => j.required);
  if (required.length === 0) {
    return undefined;
  }
  // without ports the policy would reject TCP connections, which contain no token
  const requests = ifSet({ ports: nonEmpty(ports), notPaths: nonEmpty([...new Set(required.flatMap((j) => j.exemptPaths))]) });
  const to = requests && [requests];
  const none: Rule = { from: [{ notRequestPrincipals: required.map((j) => `${j.issuer}/*`) }], to };
  const claims = required.flatMap((j) => Object.entries(j.claims).map(([claim, values]): Rule => ({
    from: required.length > 1 ? [{ requestPrincipals: [`${j.issuer}/*`] }] : undefined,
    to,
    when: [Condition.claim(claim.split('.'), { notValues: [...values] })],
  })));
  return { ...attachment, action: 'DENY', rules: [none, ...claims] };
}

/** A policy for the proxies of a gateway. Rules about the same requests with different hosts are merged. */
export function gatewayPolicy(g: GatewayModel, action: AccessRuleModel['action'], rules: readonly AccessRuleModel[]): SpecInput<'AuthorizationPolicy'> {
  const merged = new Map<string, Rule>();
  for (const r of rules.map((one) => accessRule(onPods(one, g), undefined))) {
    const key = JSON.stringify([r.from, r.when?.map((w) => JSON.stringify(w)), r.to === undefined]);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, to: before.to && [...before.to, ...r.to!] } : r);
  }
  return {
    selector: g.selector,
    action: upper(action),
    provider: action === 'custom' ? Provider.named(rules[0].provider!) : undefined,
    rules: nonEmpty([...merged.values()]),
  };
}

/** A policy uses the port on which the pod listens. */
function onPods(r: AccessRuleModel, g: GatewayModel): AccessRuleModel {
  const ports = (list: readonly number[] | undefined) => [...new Set((list ?? []).flatMap((p) => g.podPorts(p)))];
  return r.operation ? { ...r, operation: { ...r.operation, ports: ports(r.operation.ports), notPorts: ports(r.operation.notPorts) } } : r;
}
