import type { ServiceState } from './state';
import type { BackendModel, HttpRuleModel, TcpRuleModel } from '../model/route';
import { carriesBytes, carriesHttp, carriesTls, type PortModel, requirePort, requirePorts } from '../model/service';
import { type TrafficPolicy, trafficPolicyModel } from '../traffic/traffic-policy';

type RuleKind = 'http' | 'tls' | 'tcp';

const CARRIES: { readonly [K in RuleKind]: (p: PortModel) => boolean } = {
  http: carriesHttp,
  tls: carriesTls,
  tcp: (p) => carriesBytes(p) || carriesTls(p),
};

const NAMES: { readonly [K in RuleKind]: string } = { http: 'HTTP or gRPC', tls: 'TLS or HTTPS', tcp: 'TCP' };

/**
 * Adds a rule to a service, if the service has a port on which such a rule can work.
 *
 * @internal
 */
export function addRule(state: ServiceState, kind: RuleKind, what: string, add: (what: string) => void): void {
  refuseForeignRules(state, what);
  if (!state.ports.some(CARRIES[kind])) {
    const ports = state.ports.map((p) => `${p.port} ${p.protocol}`).join(', ') || 'no port at all';
    throw new Error(`${what}: it applies to ${NAMES[kind]} ports, but '${state.name}' has ${ports}; declare the port with its protocol`);
  }
  if (state.external?.via && kind !== 'http') {
    throw new Error(`${what}: connections to '${state.name}' go through egress gateway '${state.external.via.host}', which passes them on unchanged; remove the rule or 'via'`);
  }
  add(what);
  const last = { http: state.httpRules, tls: [], tcp: state.tcpRules }[kind];
  const replaced = last[last.length - 1];
  if (state.split.length > 0 && replaced && (kind === 'http' ? takesAll(replaced as HttpRuleModel) : !state.ports.some(carriesHttp) && takesAllConnections(replaced as TcpRuleModel))) {
    last.pop();
    throw new Error(`${what}: it has no matches and so handles all requests, and the split of service '${state.name}' would receive none; add matches to the rule, or remove one of the two`);
  }
  const rule = state.httpRules[state.httpRules.length - 1];
  if (kind === 'http' && rule?.matches.some((m) => m.claims)) {
    state.httpRules.pop();
    throw new Error(`${what}: token claims can be matched at gateways only; put the rule on a gateway's listener, or match a header that the claim is copied to (claimsToHeaders)`);
  }
  const port = kind === 'http' ? rule?.matches.map((m) => m.port).find((p) => p !== undefined && !state.ports.some((q) => q.port === p)) : undefined;
  if (port !== undefined) {
    state.httpRules.pop();
    requirePort(`${what}: service '${state.name}'`, state.ports, port);
  }
  if (kind === 'http' && rule) {
    try {
      requireBackendPorts(state, what, [...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)]);
    } catch (e) {
      state.httpRules.pop();
      throw e;
    }
  }
  state.routesChanged();
}

/**
 * Rules for another owner's service apply to this app's callers, if the plane supports routes per caller. Service routing has one set of routes for a service.
 *
 * @internal
 */
export function refuseForeignRules(state: ServiceState, what: string): void {
  if (state.client !== undefined && state.kind === 'external') {
    throw new Error(`${what}: external service '${state.name}' belongs to the owner of namespace '${state.namespace}', whose rules and policies apply to all callers; configure the service in the app that defines it`);
  }
  if (state.client !== undefined && state.mesh.plane === 'service-routing') {
    throw new Error(`${what}: service '${state.name}' belongs to the owner of namespace '${state.namespace}', and service routing has one set of routes for all callers of a service; configure the service in the app that defines it`);
  }
}

/** Whether a rule leaves no requests for the split. */
export function takesAll(rule: HttpRuleModel): boolean {
  const everything = rule.matches.length === 0 || rule.matches.some((m) => Object.values(m).filter((v) => v !== undefined).length === 1 && m.path?.kind === 'prefix' && m.path.value === '/');
  return everything && (rule.backends.length > 0 || rule.redirect !== undefined || rule.directResponse !== undefined);
}

/** Whether a rule leaves no connections for the split. */
export function takesAllConnections(rule: TcpRuleModel): boolean {
  return rule.port === undefined && !rule.destinationSubnets?.length && Object.keys(rule.sourceLabels ?? {}).length === 0;
}

/**
 * Throws unless each backend has a port for each HTTP port of a rule.
 *
 * @internal
 */
export function requireBackendPorts(state: ServiceState, what: string, backends: readonly BackendModel[]): void {
  state.ports.filter(carriesHttp).forEach((p) => requirePorts(what, backends, p.port, carriesHttp));
}

/** @internal */
export function setPolicy(state: ServiceState, what: string, policy: TrafficPolicy, port?: number): void {
  refuseForeignRules(state, what);
  if (port === undefined) {
    if (state.policy) {
      throw new Error(`${what} already has a traffic policy; set the whole policy in one call`);
    }
    state.policy = trafficPolicyModel(what, policy);
  } else {
    requirePort(what, state.ports, port);
    if (state.portPolicies.has(port)) {
      throw new Error(`${what} already has a traffic policy for port ${port}; set the whole policy in one call`);
    }
    if (policy.proxyProtocol) {
      throw new Error(`${what}, port ${port}: the PROXY protocol applies to a whole service, not to one port; set it in the service's policy`);
    }
    state.portPolicies.set(port, trafficPolicyModel(`${what}, port ${port}`, policy));
  }
  state.changed();
}
