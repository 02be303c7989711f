import { backendTlsSlots, divide, type Division, type TlsTarget } from './backend-tls-policy';
import { consumersOf, meshRouteSlots } from './mesh-route';
import { versionService } from './values';
import { ExportTo } from '../../istio/api/visibility';
import { besideDefault, joined, numbered } from '../../model/object-name';
import { perHost } from '../../model/per-host';
import { overlayPolicy } from '../../model/policy';
import { carriesBytes, carriesHttp, carriesTls, clientName, clientNamespaces, gatewayNamespaces, reachOf, scopesItsProxies, type ServiceModel } from '../../model/service';
import { dataPlaneOf } from '../../model/waypoint';
import { serviceUseLabels } from '../istio/ambient';
import { egressSlots } from '../istio/egress';
import { serviceNetworkSlots } from '../istio/network-policy';
import { entrySlot, podChange, securitySlots } from '../istio/service';
import { exportTo, externalPortPolicies } from '../istio/service-entry';
import { serviceSidecar } from '../istio/sidecar';
import { istioSlot } from '../istio/slot';
import { trafficPolicy } from '../istio/traffic-policy';
import { kubernetesSlots, serviceSpec } from '../kubernetes/service';
import type { PodChange, Slot } from '../plane';

/** The objects of a service: its versions as Services, its routes, and Istio API objects for what Gateway API can't express. */
export function serviceSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  kubernetesSlots(s, slots, podChange(s), serviceUseLabels(s));
  slots.push(...versionSlots(s), ...trafficSlots(s), ...openSlots(s));
  securitySlots(s, slots, versionSlots(s).map((v) => v.name));
  slots.push(...serviceNetworkSlots(s));
  return slots;
}

/** The objects of a service in a mesh that only supports Gateway API. */
export function plainServiceSlots(s: ServiceModel, change?: PodChange): readonly Slot[] {
  if (s.kind === 'external') {
    return [];
  }
  const slots: Slot[] = [];
  kubernetesSlots(s, slots, change);
  slots.push(...versionSlots(s), ...meshRouteSlots(s), ...openSlots(s), ...(s.client === undefined ? backendTlsSlots(s.name, s.namespace, divided(s, false)) : []));
  return slots;
}

/** The ReferenceGrant for routes of other apps to a service and its versions. */
function openSlots(s: ServiceModel): readonly Slot[] {
  if (s.kind === 'external' || s.routesFrom.size === 0) return [];
  const kinds = [...new Set(s.ports.flatMap((p) => (carriesHttp(p) ? ['HTTPRoute', 'GRPCRoute'] : carriesTls(p) ? ['TLSRoute'] : carriesBytes(p) ? ['TCPRoute'] : ['UDPRoute'])))];
  return [{
    id: 'ReferenceGrant-open',
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    name: joined(s.name, 'routes'),
    namespace: s.namespace,
    render: () => ({
      spec: {
        from: [...s.routesFrom].sort().flatMap((namespace) => kinds.map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace }))),
        to: [s.name, ...s.versions.map((v) => versionService(s.name, v.name))].sort().map((name) => ({ group: '', kind: 'Service', name })),
      },
    }),
  }];
}

/** Whether a service uses TLS settings that a BackendTLSPolicy can't express. */
export function unattachableTls(s: ServiceModel): boolean {
  return divided(s, false).some(({ division: d }) => [d.policy, ...d.portPolicies.values()].some((p) => p?.tls?.kind === 'simple'));
}

/** A Service for each version, as a route can only refer to a Service. */
export function versionSlots(s: ServiceModel, more: { readonly headless?: boolean } = {}): readonly Slot[] {
  return s.kind === 'external' || s.ports.length === 0 ? [] : s.versions.map((v) => ({
    id: `Service-${v.name}`,
    apiVersion: 'v1',
    kind: 'Service',
    name: versionService(s.name, v.name),
    namespace: s.namespace,
    labels: s.selector.app === undefined ? undefined : { app: s.selector.app, ...v.labels },
    render: () => ({ spec: serviceSpec({ ...s, headless: more.headless ?? s.headless }, { ...s.selector, ...v.labels }) }),
  }));
}

function trafficSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const via = s.external?.via;
  // a route or a BackendTLSPolicy attaches to all hosts of a ServiceEntry at once, so each host gets its own
  const slotsOf = (make: (view: ServiceModel) => readonly Slot[]) => perHost(s).flatMap((view, i) => (
    i === 0 ? make(view) : make({ ...view, name: numbered(s.name, i) }).map((slot) => ({ ...slot, id: numbered(slot.id, i) }))
  ));
  const entry = (view: ServiceModel) => (s.external ? [entrySlot(view)] : []);
  if (via) {
    slots.push(...slotsOf(entry), ...egressSlots(s, via), ...slotsOf(policySlots));
  } else {
    slots.push(...slotsOf((view) => [...entry(view), ...meshRouteSlots(view), ...policySlots(view)]));
  }
  if (scopesItsProxies(s) && dataPlaneOf(s) === 'sidecar') {
    slots.push(istioSlot('Sidecar', { name: besideDefault(s.name), namespace: s.namespace }, () => sidecar(s)));
  }
  return slots;
}

/** TLS for a service and its versions as BackendTLSPolicies; the other client settings as a DestinationRule for each of their hosts. */
function policySlots(s: ServiceModel): readonly Slot[] {
  if (s.client !== undefined) {
    return s.policy === undefined && s.portPolicies.size === 0 ? [] : [...new Set([...clientNamespaces(s), ...gatewayNamespaces(s)])].map((namespace) =>
      istioSlot('DestinationRule', { id: `DestinationRule-of-${namespace}`, name: clientName(s, namespace), namespace }, () => ({
        host: s.hosts[0], trafficPolicy: trafficPolicy(s.policy, s.portPolicies), exportTo: [ExportTo.sameNamespace()],
      })));
  }
  const targets = divided(s, true);
  const slots: Slot[] = [...backendTlsSlots(s.name, s.namespace, targets)];
  // istiod merges a DestinationRule with the one generated from a BackendTLSPolicy only if both are visible in the same namespaces
  const rule = (name: string, host: string, { policy, portPolicies, attached }: Division) => istioSlot('DestinationRule', { id: `DestinationRule-${name}`, name, namespace: s.namespace },
    () => ({ host, trafficPolicy: trafficPolicy(policy, portPolicies), exportTo: s.external && attached.length === 0 ? exportTo(s) : undefined }));
  for (const { target, division } of targets) {
    if (!division.policy && division.portPolicies.size === 0) {
      continue;
    }
    if (target.name === s.name) {
      s.hosts.forEach((host, i) => slots.push(rule(numbered(s.name, i), host, division)));
    } else {
      slots.push(rule(target.name, `${target.name}.${s.namespace}.svc.${s.mesh.clusterDomain}`, division));
    }
  }
  return slots;
}

function divided(s: ServiceModel, istio: boolean) {
  return tlsTargets(s).map((target) => ({ target, division: divide(target, istio) }));
}

/** The Services with client policies: the service's own, and those of its versions. */
function tlsTargets(s: ServiceModel): readonly TlsTarget[] {
  const external = s.kind === 'external';
  const [host] = s.hosts;
  const own: TlsTarget = {
    group: external ? 'networking.istio.io' : '',
    kind: external ? 'ServiceEntry' : 'Service',
    name: s.name,
    host: s.hosts.length > 1 || host.startsWith('*') ? undefined : host,
    ports: s.ports,
    policy: s.policy,
    portPolicies: externalPortPolicies(s),
  };
  return external ? [own] : [own, ...s.versions.map((v): TlsTarget => ({
    ...own, name: versionService(s.name, v.name), policy: s.policy || v.policy ? overlayPolicy(s.policy, v.policy) : undefined, portPolicies: s.portPolicies,
  }))];
}

/** Full name of the Service of a version. */
function versionHost(s: ServiceModel, version: string): string {
  return `${versionService(s.name, version)}.${s.namespace}.svc.${s.mesh.clusterDomain}`;
}

/** As on the Istio API plane, with the Services of versions, and the consumer routes in its own namespace. */
function sidecar(s: ServiceModel): ReturnType<typeof serviceSidecar> {
  const spec = serviceSidecar(s, (r) => r.versions.map((v) => versionHost(r, v.name)));
  const called = [...new Set(s.calls.flatMap((c) => [...reachOf(c.target)]))];
  const routed = called.filter((r) => r.namespace !== s.namespace && r.client === undefined && consumersOf(r).includes(s.namespace)).flatMap((r) => r.hosts.map((h) => `./${h}`));
  return routed.length === 0 ? spec : { ...spec, egress: spec.egress!.map((e) => ({ ...e, hosts: [...routed, ...e.hosts!] })) };
}
