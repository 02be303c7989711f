import { overlayPolicy } from '../../model/policy';
import { arrivingCalls, carriesHttp, type ServiceModel } from '../../model/service';
import { compact } from '../json';
import { kubernetesSlots } from '../kubernetes/service';
import type { Made, Slot } from '../plane';
import { egressSlots } from './egress';
import { asksForTls, proxylessPod, withMutualTls } from './proxyless';
import { accessPolicy, callRules, denies, requestAuthentication, tokenPolicy, workloadPorts } from './security';
import { exportTo, externalPortPolicies, serviceEntry } from './service-entry';
import { serviceSidecar } from './sidecar';
import { trafficPolicy } from './traffic-policy';
import { hasRoutes, serviceRoutes } from './virtual-service';

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';

/** The objects of a service, in the order in which a reader looks for them. */
export function serviceSlots(s: ServiceModel, made: Made): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, made, slots, s.proxyless ? (template) => proxylessPod(s, template) : undefined);
  trafficSlots(s, made, slots);
  securitySlots(s, made, slots);
  return slots;
}

function trafficSlots(s: ServiceModel, made: Made, slots: Slot[]): void {
  const head = { apiVersion: NETWORKING, name: s.name, namespace: s.namespace };
  const via = s.external?.via;
  if (s.external) {
    slots.push({ ...head, id: 'ServiceEntry', kind: 'ServiceEntry', render: () => ({ spec: serviceEntry(s) }) });
  }
  if (via) {
    if (hasRoutes(s)) {
      throw new Error(`external service '${s.path}' leaves by a gateway and has rules of its own; a host has one VirtualService: leave the rules or 'via' out`);
    }
    slots.push(...egressSlots(s, via));
  } else if (!made.has('VirtualService') && hasRoutes(s)) {
    slots.push({ ...head, id: 'VirtualService', kind: 'VirtualService', render: () => ({ spec: compact({ ...serviceRoutes(s), exportTo: s.external ? exportTo(s) : undefined }) }) });
  }
  if (s.versions.length > 0 || s.policy || s.portPolicies.size > 0 || s.external?.originateTls || asksForTls(s)) {
    s.hosts.forEach((host, i) => {
      const id = i === 0 ? 'DestinationRule' : `DestinationRule-${i + 1}`;
      if (!made.has(id)) {
        slots.push({ ...head, id, name: i === 0 ? s.name : `${s.name}-${i + 1}`, kind: 'DestinationRule', render: () => ({ spec: destinationRule(s, host) }) });
      }
    });
  }
  if (!made.has('Sidecar') && s.namespaceModel?.scopeSidecars && s.kind === 'kubernetes' && s.owned) {
    slots.push({ ...head, id: 'Sidecar', kind: 'Sidecar', render: () => ({ spec: serviceSidecar(s) }) });
  }
}

function destinationRule(s: ServiceModel, host: string): { [k: string]: unknown } {
  const { policy, ports } = asksForTls(s) ? withMutualTls(s) : { policy: s.policy, ports: externalPortPolicies(s) };
  return compact({
    host,
    trafficPolicy: trafficPolicy(policy, ports),
    subsets: s.versions.map((v) => compact({
      name: v.name,
      labels: v.labels,
      // a subset's policy takes the place of the host's, ports included, so what it leaves out is said again
      trafficPolicy: v.policy && trafficPolicy(overlayPolicy(policy, v.policy), s.external ? s.portPolicies : ports),
    })),
    exportTo: s.external ? exportTo(s) : undefined,
  });
}

/** Who may call it, and how that is known. */
export function securitySlots(s: ServiceModel, made: Made, slots: Slot[]): void {
  if (s.external) {
    return; // no proxy of ours stands before it; a policy without labels would hold for the whole namespace
  }
  const policy = (id: string, name: string, render: Slot['render']): Slot => ({ id, apiVersion: SECURITY, kind: 'AuthorizationPolicy', name, namespace: s.namespace, render });
  if (s.mtls || s.portMtls.size > 0) {
    slots.push({ id: 'PeerAuthentication', apiVersion: SECURITY, kind: 'PeerAuthentication', name: s.name, namespace: s.namespace, render: () => ({ spec: peerAuthentication(s) }) });
  }
  const rules = (action: 'allow' | 'deny' | 'custom') => s.access.filter((r) => r.action === action);
  if (!made.has('AuthorizationPolicy-allow') && ((denies(s) && (s.proxyless || arrivingCalls(s).length > 0)) || rules('allow').length > 0)) {
    slots.push(policy('AuthorizationPolicy-allow', `${s.name}-allow`, () => ({ spec: accessPolicy(s.selector, 'allow', rules('allow'), denies(s) ? allowed(s) : [], s) })));
  }
  if (rules('deny').length > 0) {
    slots.push(policy('AuthorizationPolicy-deny', `${s.name}-deny`, () => ({ spec: accessPolicy(s.selector, 'deny', rules('deny'), [], s) })));
  }
  for (const provider of new Set(rules('custom').map((r) => r.provider!))) {
    slots.push(policy(`AuthorizationPolicy-custom-${provider}`, `${s.name}-authorize-${provider}`,
      () => ({ spec: accessPolicy(s.selector, 'custom', rules('custom').filter((r) => r.provider === provider), [], s) })));
  }
  if (s.jwt.length > 0) {
    slots.push({ id: 'RequestAuthentication', apiVersion: SECURITY, kind: 'RequestAuthentication', name: s.name, namespace: s.namespace, render: () => ({ spec: requestAuthentication(s.selector, s.jwt) }) });
    if (s.jwt.some((j) => j.required)) {
      slots.push(policy('AuthorizationPolicy-token', `${s.name}-require-token`, () => ({ spec: tokenPolicy(s.selector, s.jwt, workloadPorts(s, s.ports.filter(carriesHttp).map((p) => p.port))) })));
    }
  }
}

/** What is allowed of calls. Of policies without a rule istiod makes nothing for gRPC, and everybody would come in: there a rule that fits nobody stands for none. */
function allowed(s: ServiceModel): { [k: string]: any }[] {
  const rules = callRules(s);
  const nobody = s.proxyless && rules.length === 0 && !s.access.some((a) => a.action === 'allow');
  return nobody ? [{ from: [{ source: { principals: ['*'], notPrincipals: ['*'] } }] }] : rules;
}

/** Ports of a PeerAuthentication are the workload's. */
function peerAuthentication(s: ServiceModel): { [k: string]: unknown } {
  const ports = [...s.portMtls].map(([port, mode]) => {
    const found = s.ports.find((p) => p.port === port)!;
    return [String(found.targetPort ?? found.port), { mode: mode.toUpperCase() }] as const;
  });
  return compact({
    selector: { matchLabels: s.selector },
    mtls: s.mtls ? { mode: s.mtls.toUpperCase() } : undefined,
    portLevelMtls: Object.fromEntries(ports),
  });
}
