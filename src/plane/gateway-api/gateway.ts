import { frontendTls } from './client-certificates';
import { grantSlots, reached, type RouteKind } from './grant';
import { httpRules, type PlainRule } from './http';
import { MAX_RULES } from './mesh-route';
import { backendRef } from './values';
import type { ImplementationModel } from '../../capability/implementation/model';
import { compact } from '../../grammar/json';
import { composeAtEdge } from '../../model/compose';
import { composeTcpAtEdge, composeTlsAtEdge } from '../../model/compose-connections';
import { covers } from '../../model/edge/conjunction';
import type { GatewayModel, ListenerModel, ListenerSetModel } from '../../model/gateway';
import { joined, nameIn, numbered, qualified } from '../../model/object-name';
import type { BackendModel } from '../../model/route';
import { carriesBytes, carriesDatagrams, carriesTls } from '../../model/service';
import { certificateSlots, gatewaySecuritySlots } from '../istio/gateway';
import { gatewayNetworkSlots } from '../istio/network-policy';
import type { Slot } from '../plane';

type Json = { [k: string]: any };

const API = 'gateway.networking.k8s.io/v1';

/** The object with the listeners: a Gateway in the namespace of its pods, or a ListenerSet in that of its routes. */
interface Holder {
  readonly kind: 'Gateway' | 'ListenerSet';
  /** Name of the construct, with which the names of its routes begin. */
  readonly name: string;
  /** Name of the object itself. */
  readonly object: string;
  /** Namespace of the object itself. */
  readonly home: string;
  /** Whether another app creates it. */
  readonly foreign?: boolean;
  /** Namespace of the routes. */
  readonly namespace: string;
  readonly listeners: readonly ListenerModel[];
}

/** The objects of a gateway: the Gateway in the namespace of its pods, its routes in that of its construct, its certificates and its policies. */
export function gatewaySlots(g: GatewayModel, by: ImplementationModel): readonly Slot[] {
  const home = homeOf(g, by);
  const holder: Holder = { kind: 'Gateway', name: g.name, object: gatewayName(g, by), home, foreign: g.home !== undefined, namespace: g.namespace, listeners: g.listeners };
  if (g.home !== undefined) return holderSlots(holder);
  return [
    { id: 'Gateway', apiVersion: API, kind: 'Gateway', name: holder.object, namespace: home, render: () => ({ spec: gateway(g, holder, by) }) },
    ...holderSlots(holder),
    ...certificateSlots({ ...g, workloadNamespace: home }),
    ...(by.dialect === 'istio' ? [...gatewaySecuritySlots(g), ...gatewayNetworkSlots(g)] : []),
  ];
}

/**
 * Istio's proxies already exist, and the Gateway is in their namespace; other implementations create proxies for the Gateway, in the namespace of its
 * routes.
 */
function homeOf(g: GatewayModel, by: ImplementationModel): string {
  return g.home ?? (by.dialect === 'istio' ? g.workloadNamespace : g.namespace);
}

/** The name of a gateway's object: as given, or the construct's id, which other namespaces may use too. */
export function gatewayName(g: GatewayModel, by: ImplementationModel): string {
  return g.named || g.home !== undefined ? g.name : nameIn(homeOf(g, by), g);
}

/** The objects of listeners added to a gateway, all in one namespace. */
export function listenerSetSlots(s: ListenerSetModel, by: ImplementationModel): readonly Slot[] {
  const { gateway: g } = s;
  const home = homeOf(g, by);
  const holder: Holder = { kind: 'ListenerSet', name: s.name, object: s.name, home: s.namespace, namespace: s.namespace, listeners: s.listeners };
  const parentRef = compact({ name: gatewayName(g, by), namespace: home === s.namespace ? undefined : home });
  return [
    { id: 'ListenerSet', apiVersion: API, kind: 'ListenerSet', name: s.name, namespace: s.namespace, render: () => ({ spec: { parentRef, listeners: listeners(holder, by) } }) },
    ...holderSlots(holder),
    ...certificateSlots({ ...g, workloadNamespace: s.namespace, listeners: s.listeners }),
  ];
}

function holderSlots(h: Holder): readonly Slot[] {
  return [...h.listeners.flatMap((l) => routeSlots(h, l)), ...grants(h)];
}

function gateway(g: GatewayModel, holder: Holder, by: ImplementationModel): Json {
  const listenerNamespaces = [...new Set(g.listenerSets.map((s) => s.namespace))].sort();
  return compact({
    gatewayClassName: by.className,
    addresses: by.dialect !== 'istio' || g.automatic ? undefined : [{ type: 'Hostname', value: `${g.workloadService}.${g.workloadNamespace}.svc.${g.mesh.clusterDomain}` }],
    allowedListeners: listenerNamespaces.length === 0 ? undefined : { namespaces: guestNamespaces(listenerNamespaces, holder.home) },
    tls: by.dialect === 'istio' ? undefined : frontendTls(g),
    listeners: listeners(holder, by),
  });
}

/** The namespaces that may add listeners. */
function guestNamespaces(listenerNamespaces: readonly string[], home: string): Json {
  if (listenerNamespaces.every((n) => n === home)) {
    return { from: 'Same' };
  }
  return { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: listenerNamespaces }] } };
}

function listeners(h: Holder, by: ImplementationModel): Json[] {
  return h.listeners.flatMap((l) => l.hosts.map((host) => listener(h, l, host, by)));
}

function sectionName(l: ListenerModel, host: string): string {
  return l.hosts.length === 1 ? l.name : qualified(l.name, host);
}

const PROTOCOL = { 'http': 'HTTP', 'http2': 'HTTP', 'grpc': 'HTTP', 'https': 'HTTPS', 'tls-passthrough': 'TLS', 'tls-terminate': 'TLS', 'tcp': 'TCP', 'udp': 'UDP' } as const;

function listener(h: Holder, l: ListenerModel, host: string, by: ImplementationModel): Json {
  return compact({
    name: sectionName(l, host),
    hostname: host === '*' ? undefined : host,
    port: l.port,
    protocol: PROTOCOL[l.protocol],
    tls: tls(l, by),
    allowedRoutes: { namespaces: routeNamespaces(h, l) },
  });
}

/** The namespaces from which a listener accepts routes: this app's, those that are explicitly allowed, and those that it delegates to. */
function routeNamespaces(h: Holder, l: ListenerModel): Json {
  const delegates = l.httpRules.flatMap((r) => (r.delegate ? [r.delegate.namespace] : []));
  const all = [...new Set([h.namespace, ...l.guests, ...delegates])].sort();
  if (all.length > 1) {
    return { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: all }] } };
  }
  return h.home === h.namespace ? { from: 'Same' } : { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': h.namespace } } };
}

const CLIENT = { none: undefined, required: 'MUTUAL', optional: 'OPTIONAL_MUTUAL' } as const;

/** The certificate; settings that Gateway API can't express become Istio options. */
function tls(l: ListenerModel, by: ImplementationModel): Json | undefined {
  if (l.protocol === 'tls-passthrough') {
    return { mode: 'Passthrough' };
  }
  return l.tls && compact({
    mode: 'Terminate',
    certificateRefs: [{ name: l.tls.credentialName }],
    options: by.dialect !== 'istio' ? undefined : compact({
      'gateway.istio.io/tls-terminate-mode': CLIENT[l.tls.clientAuth],
      'gateway.istio.io/tls-cipher-suites': l.tls.cipherSuites.length > 0 ? l.tls.cipherSuites.join(',') : undefined,
    }),
  });
}

function routeSlots(g: Holder, l: ListenerModel): readonly Slot[] {
  const name = g.foreign ? qualified(g.home, g.name, l.delegate === undefined ? l.name : `${l.name}-${l.delegate}`) : joined(g.name, l.name);
  const parent = compact({ kind: g.kind === 'Gateway' ? undefined : g.kind, name: g.object, namespace: g.home === g.namespace ? undefined : g.home });
  // the sections of another owner's Gateway are unknown here: hostnames select among the listeners of the port
  const parentRefs = (hosts: readonly string[]) => (g.foreign ? [compact({ ...parent, sectionName: l.section, port: l.section === undefined ? l.port : undefined })]
    : hosts.map((host) => ({ ...parent, sectionName: sectionName(l, host) })));
  const route = (kind: RouteKind, routeName: string, render: () => Json, hosts: () => readonly string[] = () => l.hosts): Slot => ({
    id: `${kind}-${g.foreign ? routeName : routeName.slice(g.name.length + 1)}`,
    apiVersion: API,
    kind,
    name: routeName,
    namespace: g.namespace,
    render: () => ({ spec: compact({ parentRefs: parentRefs(hosts()), ...render() }) }),
  });
  const hostnames = l.hosts.filter((h) => h !== '*');
  if (l.redirectToHttps) {
    return [route('HTTPRoute', name, () => ({ hostnames, rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }] }))];
  }
  const slots: Slot[] = [];
  const count = l.httpRules.every((r) => r.delegate) ? 0 : Math.max(1, size(l));
  for (let from = 0; from < count; from += MAX_RULES) {
    slots.push(route('HTTPRoute', numbered(name, from / MAX_RULES), () => ({
      hostnames,
      rules: httpRules(edgeRules(l).slice(from, from + MAX_RULES), { namespace: g.namespace, port: l.port }),
    })));
  }
  const tlsRules = () => l.tlsRules.flatMap((r) => composeTlsAtEdge(r, l.port));
  tlsRules().forEach((_, i) => slots.push(route('TLSRoute', numbered(name, i), () => ({
    hostnames: tlsRules()[i].sniHosts,
    rules: [{ backendRefs: tlsRules()[i].backends.map((b) => backendRef(b, g.namespace, carriesTls, l.port)) }],
  }), () => l.hosts.filter((host) => tlsRules()[i].sniHosts.some((sni) => covers(host, sni) || covers(sni, host))))));
  const udp = l.protocol === 'udp';
  const fits = udp ? carriesDatagrams : carriesBytes;
  l.tcpRules.forEach((rule, i) => slots.push(route(udp ? 'UDPRoute' : 'TCPRoute', numbered(name, i), () => ({
    rules: [{ backendRefs: composeTcpAtEdge(rule, l.port, fits).backends.map((b) => backendRef(b, g.namespace, fits, l.port)) }],
  }))));
  return slots;
}

function edgeRules(l: ListenerModel): readonly PlainRule[] {
  return composeAtEdge(l.httpRules.filter((r) => !r.delegate), l.port).map((rule) => ({ rule, matches: rule.matches, backends: rule.backends }));
}

/** The number of rules; rules that can't be combined are reported at rendering. */
function size(l: ListenerModel): number {
  try {
    return edgeRules(l).length;
  } catch {
    return 1;
  }
}

function grants(g: Holder): readonly Slot[] {
  const http = g.listeners.flatMap((l) => l.httpRules.flatMap((r): BackendModel[] => [...r.backends, ...(r.mirrors ?? []).map((m) => m.backend)]));
  const tlsBackends = g.listeners.flatMap((l) => l.tlsRules.flatMap((r) => r.backends));
  const connections = (udp: boolean) => g.listeners.filter((l) => (l.protocol === 'udp') === udp).flatMap((l) => l.tcpRules.flatMap((r) => r.backends));
  const [tcp, udp] = [connections(false), connections(true)];
  const kinds = ([['HTTPRoute', http], ['TLSRoute', tlsBackends], ['TCPRoute', tcp], ['UDPRoute', udp]] as const).filter(([, to]) => to.length > 0).map(([kind]) => kind);
  return grantSlots(g.name, kinds, g.namespace, reached([...http, ...tlsBackends, ...tcp, ...udp]));
}
