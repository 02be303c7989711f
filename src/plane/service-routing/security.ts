import { hasPods } from './endpoints';
import { headerMatch } from './header-condition';
import { targetPort } from './health-check';
import { connector, globally, type Json, resourceName } from './names';
import { ownerOf, routeTargets } from './parts';
import { compact } from '../../grammar/json';
import { mtlsOf } from '../../model/effective';
import { principalOf } from '../../model/mesh';
import type { AccessRuleModel, CallModel, SourceModel } from '../../model/security';
import { arrivingCalls, type PortModel, type ServiceModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** The certificates that GKE gives to pods: the only ones that mesh policies can refer to. */
const CERTIFICATE = { certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } };

/** How pods identify themselves to the control plane; policies select them by it. */
export function nodeMetadata(s: ServiceModel): { readonly [key: string]: string } {
  return { service: s.name, namespace: s.namespace };
}

/** Name of the policy with which clients originate mutual TLS. */
export function clientTlsName(r: ServiceRoutingModel): string {
  return resourceName(r.mesh, 'mtls');
}

/** The mutual TLS policies that all services of a mesh share. */
function tlsSlots(r: ServiceRoutingModel, modes: ReadonlySet<string>): readonly Slot[] {
  const slots: Slot[] = [connector(r, 'networksecurity', 'NetworkSecurityClientTLSPolicy', clientTlsName(r), () => ({
    ...globally(r), clientCertificate: CERTIFICATE, serverValidationCa: [CERTIFICATE],
  }))];
  for (const mode of modes) {
    slots.push(connector(r, 'networksecurity', 'NetworkSecurityServerTLSPolicy', serverTlsName(r, mode), () => ({
      ...globally(r), serverCertificate: CERTIFICATE, mtlsPolicy: { clientValidationCa: [CERTIFICATE] }, ...(mode === 'permissive' ? { allowOpen: true } : {}),
    })));
  }
  return slots;
}

function serverTlsName(r: ServiceRoutingModel, mode: string): string {
  return resourceName(r.mesh, 'mtls', mode);
}

/** The requirements of a service's proxies on its callers. */
export function securitySlots(r: ServiceRoutingModel, s: ServiceModel): readonly Slot[] {
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  if (s.kind !== 'kubernetes' || !s.owned || ports.length === 0 || !routeTargets(s).some((v) => hasPods(s, v))) {
    return [];
  }
  const modes = new Map<string, PortModel[]>();
  ports.forEach((p) => modes.set(mtlsOf(s, p), [...(modes.get(mtlsOf(s, p)) ?? []), p]));
  const slots: Slot[] = [];
  const secure = new Set([...modes.keys()].filter((m) => m !== 'disable'));
  if (secure.size > 0) {
    slots.push(...tlsSlots(r, secure));
  }
  const name = resourceName(s.namespace, s.name);
  const access = authorization(s);
  if (access) {
    slots.push(connector(r, 'networksecurity', 'NetworkSecurityAuthorizationPolicy', name, () => ({ ...globally(r), ...authorization(s) }), { owner: ownerOf(s) }));
  }
  for (const [mode, of] of modes) {
    if (mode === 'disable' && !access) {
      continue;
    }
    const several = modes.size > 1;
    slots.push(connector(r, 'networkservices', 'NetworkServicesEndpointPolicy', several ? resourceName(name, mode) : name, () => compact({
      ...globally(r),
      type: s.proxyless ? 'GRPC_SERVER' : 'SIDECAR_PROXY',
      endpointMatcher: {
        metadataLabelMatcher: {
          metadataLabelMatchCriteria: 'MATCH_ALL', metadataLabels: Object.entries(nodeMetadata(s)).map(([labelName, labelValue]) => ({ labelName, labelValue })),
        },
      },
      trafficPortSelector: several ? { ports: of.map((p) => String(workloadPort(s, p))) } : undefined,
      serverTlsPolicyRef: mode === 'disable' ? undefined : { name: serverTlsName(r, mode) },
      authorizationPolicyRef: access ? { name } : undefined,
    }), { owner: ownerOf(s) }));
  }
  return slots;
}

/**
 * Who may call, in one policy: the calls and the access rules. An allow policy without rules would allow everybody, so a deny policy is used if nobody may
 * call.
 */
function authorization(s: ServiceModel): Json | undefined {
  const allow = s.access.filter((a) => a.action === 'allow');
  const deny = s.namespaceModel?.denyByDefault ?? false;
  if (!deny && allow.length === 0) {
    const refused = s.access.filter((a) => a.action === 'deny').flatMap((a) => accessRules(s, a));
    return refused.length === 0 ? undefined : { action: 'DENY', rules: refused };
  }
  const rules = [...callRules(s), ...allow.flatMap((a) => accessRules(s, a))];
  return rules.length === 0 ? { action: 'DENY' } : { action: 'ALLOW', rules };
}

/** Calls with the same conditions become one rule, for any of the callers. */
function callRules(s: ServiceModel): Json[] {
  const groups = new Map<string, { destination: Json; principals: Set<string> }>();
  for (const call of arrivingCalls(s).filter((c) => c.identity !== undefined)) {
    for (const where of callDestinations(s, call)) {
      const key = JSON.stringify(where);
      const group = groups.get(key) ?? { destination: where, principals: new Set<string>() };
      group.principals.add(`spiffe://${principalOf(call.identity!)}`);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map((g) => ({ sources: [{ principals: [...g.principals].sort() }], destinations: [g.destination] }));
}

function callDestinations(s: ServiceModel, call: CallModel): Json[] {
  const ports = call.target === s && call.ports.length > 0 ? s.ports.filter((p) => call.ports.includes(p.port)) : s.ports;
  return destinations(s, ports, { methods: call.methods });
}

/** Ports with gRPC separately, as a method means nothing there: every call is a POST. */
function destinations(s: ServiceModel, ports: readonly PortModel[], { methods, hosts = [] }: { readonly methods: readonly string[]; readonly hosts?: readonly string[] }): Json[] {
  const tcp = ports.filter((p) => p.protocol !== 'udp');
  const of = (some: readonly PortModel[], withMethods: readonly string[]) => (some.length === 0 ? [] : [compact({
    hosts: hosts.length > 0 ? hosts : ['*'], ports: some.map((p) => workloadPort(s, p)), methods: withMethods,
  })]);
  if (methods.length === 0) {
    return of(tcp, []);
  }
  return [...of(tcp.filter((p) => p.protocol !== 'grpc'), methods), ...(methods.includes('POST') ? of(tcp.filter((p) => p.protocol === 'grpc'), []) : [])];
}

/** Each source becomes its own rule: all sources of one rule must match. */
function accessRules(s: ServiceModel, a: AccessRuleModel): Json[] {
  const o = a.operation;
  const ports = o && o.ports.length > 0 ? s.ports.filter((p) => o.ports.includes(p.port)) : s.ports;
  const httpHeaderMatch = a.when.length === 0 ? undefined : headerMatch(a.when[0]);
  const where = destinations(s, ports, { methods: o?.methods ?? [], hosts: o?.hosts }).map((d) => compact({ ...d, httpHeaderMatch }));
  const sources: ReadonlyArray<SourceModel | undefined> = a.sources.length > 0 ? a.sources : [undefined];
  return sources.flatMap((from) => where.map((destination) => compact({
    sources: from && [compact({ principals: [...(from.principals ?? []).map(spiffe), ...(from.namespaces ?? []).map((n) => namespaceOf(s, n))], ipBlocks: from.ipBlocks })],
    destinations: [destination],
  })));
}

/** The identities of a namespace have a common prefix. */
function namespaceOf(s: ServiceModel, name: string): string {
  return `spiffe://${s.mesh.trustDomain}/ns/${name}/*`;
}

function spiffe(principal: string): string {
  return principal.startsWith('*') ? principal : `spiffe://${principal}`;
}

function workloadPort(s: ServiceModel, p: PortModel): number {
  const port = targetPort(p);
  if (port === undefined) {
    throw new Error(`port ${p.port} of service '${s.path}' refers to a container port by name, '${p.targetPort}', which a service-routing policy can't resolve; use its number`);
  }
  return port;
}
