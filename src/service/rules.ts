import type { ServiceState } from './state';
import type { BackendModel } from '../model/route';
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
 * Adds a rule to a service, once it is known that the service has a port on which such a rule can work.
 *
 * @internal
 */
export function addRule(state: ServiceState, kind: RuleKind, what: string, add: (what: string) => void): void {
  if (!state.ports.some(CARRIES[kind])) {
    const ports = state.ports.map((p) => `${p.port} ${p.protocol}`).join(', ') || 'no port at all';
    throw new Error(`${what}: it holds for ${NAMES[kind]} ports, and '${state.name}' has ${ports}; declare the port with its protocol`);
  }
  add(what);
  const rule = state.httpRules[state.httpRules.length - 1];
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
 * Each backend has a port for each HTTP port that a rule holds for.
 *
 * @internal
 */
export function requireBackendPorts(state: ServiceState, what: string, backends: readonly BackendModel[]): void {
  state.ports.filter(carriesHttp).forEach((p) => requirePorts(what, backends, p.port, carriesHttp));
}

/** @internal */
export function setPolicy(state: ServiceState, what: string, policy: TrafficPolicy, port?: number): void {
  if (port === undefined) {
    if (state.policy) {
      throw new Error(`${what} has a traffic policy already; say all of it in one call`);
    }
    state.policy = trafficPolicyModel(what, policy);
  } else {
    requirePort(what, state.ports, port);
    if (state.portPolicies.has(port)) {
      throw new Error(`${what} has a traffic policy for port ${port} already; say all of it in one call`);
    }
    if (policy.proxyProtocol) {
      throw new Error(`${what}, port ${port}: the PROXY protocol is spoken to a whole service, not to one port; set it in the service's policy`);
    }
    state.portPolicies.set(port, trafficPolicyModel(`${what}, port ${port}`, policy));
  }
  state.changed();
}
