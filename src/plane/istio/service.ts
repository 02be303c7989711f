import { ExportTo } from '../../istio/api/visibility';
import { arrivingCalls, byClusterSet, clientName, clientNamespaces, gatewayNamespaces, carriesBytes, carriesHttp, carriesTls, type PortModel, scopesItsProxies, type ServiceModel } from '../../model/service';
import { dataPlaneOf, waypointOf } from '../../model/waypoint';
import { kubernetesSlots } from '../kubernetes/service';
import type { PodChange, Slot } from '../plane';
import { closesPods, labelled, passingRules, podPolicy, serviceUseLabels } from './ambient';
import { egressSlots } from './egress';
import { serviceNetworkSlots } from './network-policy';
import { asksForTls, proxylessPod, withMutualTls } from './proxyless';
import { accessPolicy, type Attachment, callRules, requestAuthentication, tokenPolicy, workloadPorts } from './security';
import { exportTo, externalPortPolicies, namedEntry, serviceEntry } from './service-entry';
import { serviceSidecar } from './sidecar';
import { istioSlot } from './slot';
import { trafficPolicy } from './traffic-policy';
import { nonEmpty, upper } from './values';
import { clientRoutes, clusterSetRoutes, hasRoutes, serviceRoutes } from './virtual-service';
import type { SpecInput } from '../../istio/api/kinds';
import { TargetRef } from '../../istio/api/target-ref';
import { denies } from '../../model/effective';
import { besideDefault, joined, numbered } from '../../model/object-name';
import { perHost } from '../../model/per-host';
import { overlayPolicy } from '../../model/policy';
import type { AccessRuleModel } from '../../model/security';

/** The objects of a service, in the order in which a reader expects them. */
export function serviceSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, slots, podChange(s), serviceUseLabels(s));
  trafficSlots(s, slots);
  securitySlots(s, slots);
  slots.push(...serviceNetworkSlots(s));
  return slots;
}

/** The change to the pods of a service. */
export function podChange(s: ServiceModel): PodChange | undefined {
  return s.proxyless ? (template) => proxylessPod(s, template) : labelled(s);
}

function trafficSlots(s: ServiceModel, slots: Slot[]): void {
  const via = s.external?.via;
  if (s.external) {
    slots.push(entrySlot(s));
  }
  if (via) {
    slots.push(...egressSlots(s, via));
  } else if (s.client !== undefined) {
    clientSlots(s, slots);
  } else if (hasRoutes(s)) {
    perHost(s).forEach((_, i) => {
      const id = numbered('VirtualService', i);
      slots.push(istioSlot('VirtualService', { id, name: numbered(s.name, i), namespace: s.namespace }, () => ({ ...serviceRoutes(perHost(s)[i]), exportTo: s.external && exportTo(s) })));
    });
  }
  clusterSetSlots(s, slots);
  if (hasPolicies(s) && s.client === undefined) {
    s.hosts.forEach((host, i) => {
      const id = numbered('DestinationRule', i);
      slots.push(istioSlot('DestinationRule', { id, name: numbered(s.name, i), namespace: s.namespace }, () => destinationRule(s, host)));
    });
  }
  if (scopesItsProxies(s) && dataPlaneOf(s) === 'sidecar') {
    slots.push(istioSlot('Sidecar', { name: besideDefault(s.name), namespace: s.namespace }, () => serviceSidecar(s)));
  }
}

/**
 * Settings for another owner's service: only for callers in this app, in their namespaces. A proxy prefers rules that are visible only in its namespace over
 * the owner's; a DestinationRule in its namespace replaces the owner's, whose routes may use subsets that it lacks, so routes are generated too.
 */
function clientSlots(s: ServiceModel, slots: Slot[]): void {
  const add = (kind: 'VirtualService' | 'DestinationRule', namespace: string, spec: () => any) => {
    const id = `${kind}-of-${namespace}`;
    slots.push(istioSlot(kind, { id, name: clientName(s, namespace), namespace }, () => ({ ...spec(), exportTo: [ExportTo.sameNamespace()] })));
  };
  if (hasClientRules(s)) {
    clientNamespaces(s).forEach((namespace) => add('VirtualService', namespace, () => clientRoutes(s)));
  }
  if (hasPolicies(s)) {
    new Set([...clientNamespaces(s), ...gatewayNamespaces(s)]).forEach((namespace) => add('DestinationRule', namespace, () => destinationRule(s, s.hosts[0])));
  }
}

/** Whether callers in this app have their own rules for another owner's service. */
export function hasClientRules(s: ServiceModel): boolean {
  return s.client !== undefined && (hasRoutes(s) || hasPolicies(s));
}

/**
 * The objects for the multi-cluster host. If it is an alias of the service, it is defined and routed there; if the control plane
 * defines it with its own endpoints, rules and policies are written for it too.
 */
function clusterSetSlots(s: ServiceModel, slots: Slot[]): void {
  const { host, by, refused } = s.clusterSet ?? {};
  if (host === undefined || refused !== undefined) {
    return;
  }
  const push = (id: string, place: { readonly name: string; readonly namespace: string }, kind: 'ServiceEntry' | 'VirtualService' | 'DestinationRule', spec: () => any) => {
    slots.push(istioSlot(kind, { ...place, id }, spec));
  };
  const add = (kind: 'ServiceEntry' | 'VirtualService' | 'DestinationRule', spec: () => any) => {
    if (s.client === undefined) {
      push(`${kind}-clusterset`, { name: joined(s.name, 'clusterset'), namespace: s.namespace }, kind, spec);
      return;
    }
    // nothing is written to another owner's namespace: the settings apply to the callers in this app
    for (const namespace of new Set([...clientNamespaces(s), ...gatewayNamespaces(s)])) {
      const place = { name: joined(clientName(s, namespace), 'clusterset'), namespace };
      push(`${kind}-clusterset-of-${namespace}`, place, kind, () => ({ ...spec(), exportTo: [ExportTo.sameNamespace()] }));
    }
  };
  if (by === 'alias') {
    if (namedPorts(s).length > 0) {
      add('ServiceEntry', () => namedEntry(host, namedPorts(s)));
      add('VirtualService', () => clusterSetRoutes(s, host, namedPorts(s)));
    }
    return;
  }
  if (hasRoutes(s)) {
    add('VirtualService', () => clusterSetRoutes(s, host, s.ports, (backends) => byClusterSet(s, backends)));
  }
  if (hasPolicies(s)) {
    add('DestinationRule', () => destinationRule(s, host));
  }
}

/** Ports that are identified by a host. For plain TCP a proxy accepts any address, so these ports are added only once a caller needs them. */
function namedPorts(s: ServiceModel): readonly PortModel[] {
  const calledByClusterSet = (p: PortModel) => s.callers.some((c) => c.clusterSet && (c.ports.length === 0 || c.ports.includes(p.port)));
  return s.ports.filter((p) => carriesHttp(p) || carriesTls(p) || (carriesBytes(p) && calledByClusterSet(p)));
}

function hasPolicies(s: ServiceModel): boolean {
  return s.versions.length > 0 || s.policy !== undefined || s.portPolicies.size > 0 || s.external?.originateTls === true || asksForTls(s);
}

/** A ServiceEntry, with the labels of its waypoint. */
export function entrySlot(s: ServiceModel): Slot {
  return { ...istioSlot('ServiceEntry', s, () => serviceEntry(s)), lateLabels: serviceUseLabels(s) };
}

function destinationRule(s: ServiceModel, host: string): SpecInput<'DestinationRule'> {
  const { policy, ports } = asksForTls(s) ? withMutualTls(s) : { policy: s.policy, ports: externalPortPolicies(s, host) };
  return {
    host,
    trafficPolicy: trafficPolicy(policy, ports),
    subsets: nonEmpty(s.versions.map((v) => ({
      name: v.name,
      labels: nonEmpty(v.labels),
      // a subset's policy replaces the host's, including ports, so omitted settings are repeated
      trafficPolicy: v.policy && trafficPolicy(overlayPolicy(policy, v.policy), s.external ? s.portPolicies : ports),
    }))),
    exportTo: s.external && exportTo(s),
  };
}

/**
 * Who may call it, and how callers are identified.
 * @param more Services of its versions, which the waypoint serves too
 */
export function securitySlots(s: ServiceModel, slots: Slot[], more: readonly string[] = []): void {
  const waypoint = waypointOf(s);
  if (s.client !== undefined) {
    return; // its owner decides who may call it
  }
  if ((s.external && !waypoint) || dataPlaneOf(s) === 'none') {
    return; // it has no proxy of ours; a policy without labels would apply to the whole namespace
  }
  const { namespace, selector } = s;
  if (!waypoint && Object.keys(selector).length === 0) {
    requireNoPolicy(s); // for the same reason, pods with unknown labels get no policy either
    return;
  }
  // decided at synth: a waypoint may be added later
  const to = (): Attachment => (!waypointOf(s) ? { selector } : { targetRefs: s.external ? [TargetRef.serviceEntry(s.name)] : [s.name, ...more].map((name) => TargetRef.service(name)) });
  const policy = (id: string, name: string, spec: () => SpecInput<'AuthorizationPolicy'>) =>
    slots.push(istioSlot('AuthorizationPolicy', { id: `AuthorizationPolicy-${id}`, name: joined(s.name, name), namespace }, spec));
  if (s.mtls || s.portMtls.size > 0) {
    slots.push(istioSlot('PeerAuthentication', { name: besideDefault(s.name), namespace }, () => peerAuthentication(s)));
  }
  for (const action of ['allow', 'deny'] as const) {
    const tried = () => s.access.filter((r) => r.dryRun && r.action === action);
    if (tried().length > 0) {
      policy(`${action}-dry-run`, `${action}-dry-run`, () => accessPolicy(to(), action, tried(), [], s));
      slots.push({ ...slots.pop()!, annotations: { 'istio.io/dry-run': 'true' } });
    }
  }
  const rules = (action: AccessRuleModel['action']) => s.access.filter((r) => r.action === action && !r.dryRun);
  const calledByAll = s.hosts.some((h) => s.mesh.providers.includes(h));
  const open = s.closed === false && (s.namespaceModel?.denyByDefault ?? false);
  const closed = open || (denies(s) && (calledByAll || s.closed === true || s.proxyless || waypoint !== undefined || arrivingCalls(s).length > 0 || passingRules(s).length > 0));
  if (closed || rules('allow').length > 0) {
    policy('allow', 'allow', () => accessPolicy(to(), 'allow', rules('allow'), open ? [{}] : denies(s) ? [...allowed(s), ...(calledByAll ? [{ from: [{ principals: [`${s.mesh.trustDomain}/*`] }] }] : []), ...passingRules(s)] : [], s));
  }
  if (closesPods(s)) {
    policy('waypoint', 'waypoint', () => podPolicy(s));
  }
  if (rules('deny').length > 0) {
    policy('deny', 'deny', () => accessPolicy(to(), 'deny', rules('deny'), [], s));
  }
  if (rules('audit').length > 0) {
    policy('audit', 'audit', () => accessPolicy(to(), 'audit', rules('audit'), [], s));
  }
  for (const provider of new Set(rules('custom').map((r) => r.provider!))) {
    policy(`custom-${provider}`, `authorize-${provider}`, () => accessPolicy(to(), 'custom', rules('custom').filter((r) => r.provider === provider), [], s));
  }
  if (s.jwt.length > 0) {
    slots.push(istioSlot('RequestAuthentication', s, () => requestAuthentication(to(), s.jwt)));
    if (s.jwt.some((j) => j.required)) {
      policy('token', 'require-token', () => tokenPolicy(to(), s.jwt, workloadPorts(s, s.ports.filter(carriesHttp).map((p) => p.port)))!);
    }
  }
}

/** Unknown pods can't be distinguished from others in their namespace. Pods in another cluster need nothing here. */
function requireNoPolicy(s: ServiceModel): void {
  const caller = denies(s) && !s.clusterSet ? arrivingCalls(s).find((c) => c.identity)?.identity : undefined;
  const what = s.access.length > 0 ? 'access rules' : s.jwt.length > 0 ? 'tokens' : s.mtls || s.portMtls.size > 0 ? 'mutual TLS'
    : caller && `calls of '${caller.namespace}/${caller.serviceAccount}', which namespace '${s.namespace}' denies by default,`;
  if (what) {
    throw new Error(`service '${s.namespace}/${s.name}': ${what} need a policy for its pods, but their labels are not known, so the policy would apply to the whole namespace; set the labels with selector`);
  }
}

/** The allowed calls. istiod ignores policies without rules for gRPC, which would allow all callers, so a rule that matches no caller is written instead. */
function allowed(s: ServiceModel): ReturnType<typeof callRules> {
  const rules = callRules(s);
  const nobody = s.proxyless && rules.length === 0 && !s.access.some((a) => a.action === 'allow');
  return nobody ? [{ from: [{ principals: ['*'], notPrincipals: ['*'] }] }] : rules;
}

/** The PeerAuthentication of a service, which refers to the workload's ports. */
function peerAuthentication(s: ServiceModel): SpecInput<'PeerAuthentication'> {
  const ports = [...s.portMtls].map(([port, mode]) => {
    const found = s.ports.find((p) => p.port === port)!;
    return [String(found.targetPort ?? found.port), upper(mode)] as const;
  });
  return { selector: s.selector, mtls: s.mtls && upper(s.mtls), portLevelMtls: nonEmpty(Object.fromEntries(ports)) };
}
