import { addressesOf, ALL_PODS, ANYWHERE, calledFrom, callersOf, HBONE, imported, merged, type NetworkRule, pods, tcp, waypointLabels } from './network-peers';
import { nonEmpty } from './values';
import { compact } from '../../grammar/json';
import { denies } from '../../model/effective';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import { keySource } from '../../model/keys';
import type { DataPlaneMode, MeshModel, NamespaceModel, OutboundMode } from '../../model/mesh';
import { besideDefault, joined, nameIn, qualified } from '../../model/object-name';
import type { JwtModel } from '../../model/security';
import { egressPort, type EgressModel, reachOf, scopesItsProxies, type ServiceModel } from '../../model/service';
import { dataPlaneOf, type WaypointModel } from '../../model/waypoint';
import type { Slot } from '../plane';

/** Ports where Prometheus scrapes the metrics of proxies, merged with those of their applications. */
const METRICS = tcp(15020, 15090);

/** Readiness port of gateways, which load balancers probe. */
const READINESS = tcp(15021);

/** The addresses that istio-cni gives to the kubelet's probes of pods in ambient mode. */
const PROBES: NetworkRule = { peers: [{ ipBlock: { cidr: '169.254.7.127/32' } }, { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } }] };

/** The cluster's DNS, and NodeLocal DNSCache. */
const DNS: NetworkRule = { peers: [pods('kube-system'), { ipBlock: { cidr: '169.254.20.10/32' } }], ports: [{ port: 53, protocol: 'UDP' }, ...tcp(53)] };

const ANY: NetworkRule = {};

/** For proxies that connect to pods directly, not through HBONE. */
const NO_TUNNEL = { tunnels: false };

/**
 * The NetworkPolicy of a namespace: all of its pods are isolated, except for what every pod needs. The policies of services, gateways and waypoints allow the
 * rest: NetworkPolicies are additive.
 */
export function namespaceNetworkSlots(n: NamespaceModel): readonly Slot[] {
  if (!n.networkPolicies) return [];
  const sidecars = n.dataPlane === 'sidecar';
  const ingress = [...n.denyByDefault ? [] : [ANY], ...sidecars ? [{ peers: ALL_PODS, ports: METRICS }] : [], ...n.dataPlane === 'ambient' ? [PROBES] : []];
  const egress = [
    ...opensAll(n, n.dataPlane, n.outbound, n.scopeSidecars) ? [ANY] : [], DNS, ...sidecars ? controlPlane(n.mesh) : [], ...imported([...n.mesh.sidecarHosts, ...n.sidecarHosts], n.mesh),
  ];
  return [slot('NetworkPolicy', 'default', n.name, () => ({}), () => ({ ingress, egress }))];
}

/** The NetworkPolicy of a service's pods: its callers, and its destinations. */
export function serviceNetworkSlots(s: ServiceModel): readonly Slot[] {
  const n = s.namespaceModel;
  if (s.external?.via) return egressNetworkSlots(s, s.external.via);
  if (!n?.networkPolicies || s.kind !== 'kubernetes' || s.client !== undefined || Object.keys(s.selector).length === 0) return [];
  return [slot('NetworkPolicy', besideDefault(s.name), s.namespace, () => s.selector, () => {
    const sidecar = dataPlaneOf(s) === 'sidecar';
    const unrestricted = opensAll(n, dataPlaneOf(s), s.outbound ?? n.outbound, scopesItsProxies(s));
    const controlPlaneRules = n.dataPlane === 'sidecar' || !sidecar ? [] : controlPlane(s.mesh);
    return {
      ingress: denies(s) ? callersOf(s) : [ANY],
      egress: unrestricted ? [ANY] : [
        ...s.calls.flatMap((c) => calledFrom({ tunnels: dataPlaneOf(s) === 'ambient' }, c.target, c.ports)),
        ...s.adopted ? [{ peers: [pods(s.namespace)] }] : [], // its Sidecar sees the namespace
        ...imported(s.sidecarHosts, s.mesh), ...keys(s.mesh, s.jwt), ...controlPlaneRules,
      ],
    };
  })];
}

/** The NetworkPolicy of a gateway's pods, if their namespace isolates them: clients of its listeners, and backends of its routes. */
export function gatewayNetworkSlots(g: GatewayModel): readonly Slot[] {
  if (!g.guarded()) return [];
  return [slot('NetworkPolicy', joined(nameIn(g.workloadNamespace, g), 'gateway'), g.workloadNamespace, () => g.selector, () => {
    const listeners = [...g.listeners, ...g.listenerSets.flatMap((set) => set.listeners)];
    const ports = [...new Set(listeners.flatMap((l) => g.podPorts(l.port)))].sort((a, b) => a - b);
    return {
      ingress: [...ports.length > 0 ? [{ ports: tcp(...ports) }] : [], { ports: READINESS }, { peers: ALL_PODS, ports: METRICS }],
      egress: [
        ...listeners.flatMap(backends).flatMap((b) => calledFrom(NO_TUNNEL, b)), ...controlPlane(g.mesh), ...keys(g.mesh, [...g.jwt, ...listeners.flatMap((l) => l.jwt)]),
      ],
    };
  })];
}

/** The NetworkPolicy of a waypoint's pods: they accept HBONE from all pods and authorize the requests; they connect to the services they serve. */
export function waypointNetworkSlots(w: WaypointModel): readonly Slot[] {
  if (!w.guarded) return [];
  return [slot('NetworkPolicy', joined(w.name, 'waypoint'), w.namespace, () => waypointLabels(w), () => ({
    ingress: [{ peers: ALL_PODS, ports: tcp(HBONE) }, { ports: READINESS }, { peers: ALL_PODS, ports: METRICS }],
    // the external services of the waypoint may have any address
    egress: [{ peers: [...w.namespaces].sort().map((name) => pods(name)) }, { peers: ANYWHERE }, ...controlPlane(w.mesh)],
  }))];
}

/** The NetworkPolicy that an external service adds for the pods of its egress gateway, if their namespace isolates them. */
function egressNetworkSlots(s: ServiceModel, via: EgressModel): readonly Slot[] {
  if (!s.owned || !via.guarded()) return [];
  return [slot('EgressNetworkPolicy', joined(qualified(s.namespace, s.name), 'egress'), via.namespace, () => via.selector, () => {
    const arrivals = [...new Set(s.ports.flatMap((p) => via.podPorts(egressPort(p, s.ports))))].sort((a, b) => a - b);
    return {
      ingress: [{ peers: ALL_PODS, ports: tcp(...arrivals) }, { ports: READINESS }],
      egress: [...[...reachOf(s)].flatMap((r) => (r === s ? addressesOf(s.external!, s.ports) : calledFrom(NO_TUNNEL, r))), ...controlPlane(s.mesh)],
    };
  })];
}

/** Whether pods may connect anywhere: with sidecars, if the sidecars may; without, if the namespace does not deny by default. */
function opensAll(n: NamespaceModel, dataPlane: DataPlaneMode, outbound: OutboundMode, isScoped: boolean): boolean {
  return dataPlane === 'sidecar' ? outbound === 'allow-any' || !isScoped : !n.denyByDefault;
}

/** The source of the proxies' configuration and certificates: istiod, or Google's control plane and the metadata server, which proves their identity. */
function controlPlane(m: MeshModel): readonly NetworkRule[] {
  return m.plane === 'managed'
    ? [{ peers: ANYWHERE, ports: tcp(443) }, { peers: [{ ipBlock: { cidr: '169.254.169.252/32' } }, { ipBlock: { cidr: '169.254.169.254/32' } }], ports: tcp(80, 988) }]
    : [{ peers: [pods(m.rootNamespace, { app: 'istiod' })], ports: tcp(15012) }];
}

/** Where proxies fetch the JWKS of token issuers, if they fetch them themselves. */
function keys(m: MeshModel, tokens: readonly JwtModel[]): readonly NetworkRule[] {
  if (!m.keysByProxy) return [];
  return tokens.flatMap((j) => keySource(j) ?? []).map(({ port }) => ({ ports: tcp(port) }));
}

function backends(l: ListenerModel): readonly ServiceModel[] {
  const http = l.httpRules.flatMap((r) => [...r.backends, ...(r.mirrors ?? []).map((m) => m.backend)]);
  return [...new Set([...http, ...l.tlsRules.flatMap((r) => r.backends), ...l.tcpRules.flatMap((r) => r.backends)].map((b) => b.service))];
}

function slot(
  id: string, name: string, namespace: string, labels: () => { readonly [name: string]: string }, rules: () => { readonly [direction in 'ingress' | 'egress']: readonly NetworkRule[] },
): Slot {
  return {
    id,
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    namespace,
    render: () => {
      const { ingress, egress } = rules();
      const podSelector = labels();
      const written = (of: readonly NetworkRule[], side: 'from' | 'to') => nonEmpty(merged(of).map(({ peers, ports }) => compact({ [side]: peers, ports })));
      return {
        spec: {
          podSelector: Object.keys(podSelector).length > 0 ? { matchLabels: podSelector } : {},
          policyTypes: ['Ingress', 'Egress'],
          ...compact({ ingress: written(ingress, 'from'), egress: written(egress, 'to') }),
        },
      };
    },
  };
}
