import { hostsMatch } from '../../world/hosts';
import { sourceOf } from '../age';
import type { Route, RouteConfiguration, Source, TcpProxy } from '../form';
import type { MeshSettings } from '../mesh';
import { defaultRoute, isHttpOrSniffed } from '../outbound-routes';
import type { Destination, L4Destination } from '../resources';
import { cluster, routesOf, type RouteContext } from '../route';
import type { MeshPort, MeshService } from '../services';
import { MESH, type MeshVirtualService } from '../virtual-services';

/** The name of a cluster of a service that the waypoint serves. */
export const vipCluster = (host: string, port: number, subset: string): string => `inbound-vip|${port}|${subset}|${host}`;

export interface WaypointContext extends Pick<RouteContext, 'rules' | 'service'> {
  readonly mesh: MeshSettings;
  readonly namespace: string;
  /** VirtualServices of the mesh as the waypoint's namespace sees them, in order of precedence */
  readonly virtualServices: readonly MeshVirtualService[];
  /** whether the waypoint serves the service of a host */
  serves(host: string): boolean;
}

const MESH_ONLY: ReadonlySet<string> = new Set([MESH]);

/** The routes of an HTTP port of a service at its waypoint: those of all VirtualServices for its host, from the waypoint's namespace and its own. */
export function waypointRoutes(service: MeshService, port: MeshPort, context: WaypointContext): RouteConfiguration {
  const { mesh, namespace, rules } = context;
  const name = vipCluster(service.host, port.port, 'http');
  const clusterOf: RouteContext['clusterOf'] = (to, known, listenPort) => destinationCluster(to, known, listenPort, context);
  const base = { mesh, namespace, labels: {}, rules };
  const given = virtualServicesOf(service, context)
    .flatMap((vs) => routesOf(withoutCallers(vs), { ...base, port: port.port, gateways: MESH_ONLY, tls: false, service: context.service, clusterOf }));
  const routes = given.length ? given : [leadingTo(name, defaultRoute(service, port, base))];
  return {
    name,
    virtualHosts: [{ name: `inbound|http|${port.port}`, domains: ['*'], routes, origin: sourceOf(service.item) }],
    ...(given.length ? {} : { maxDirectResponseBodySizeBytes: 1048576 }),
  };
}

function leadingTo(name: string, route: Route): Route {
  const { action } = route;
  return action.kind === 'forward' ? { ...route, action: { ...action, clusters: action.clusters.map((c) => ({ ...c, name })) } } : route;
}

function virtualServicesOf({ host, namespace: own }: MeshService, { namespace, virtualServices }: WaypointContext): readonly MeshVirtualService[] {
  return virtualServices.filter((vs) => (vs.namespace === namespace || vs.namespace === own) && vs.hosts.some((h) => hostsMatch(h, host)));
}

/** Waypoints don't know the labels of callers: matches on them never hold. */
function withoutCallers(vs: MeshVirtualService): MeshVirtualService {
  return { ...vs, http: vs.http.map((placed) => ({ ...placed, spec: { ...placed.spec, match: placed.spec.match?.map((m) => (Object.keys(m.sourceLabels ?? {}).length ? NEVER : m)) } })) };
}
const NEVER = { gateways: ['~'] };

/** The TCP proxy of a non-HTTP port: by the first TLS route for the host, else by the first TCP route, else to the service. */
export function waypointStream(service: MeshService, port: MeshPort, context: WaypointContext): TcpProxy {
  const all = virtualServicesOf(service, context);
  const applies = (m: { readonly port?: number; readonly gateways?: readonly string[]; readonly sourceLabels?: object; readonly sourceNamespace?: string }): boolean =>
    (!m.port || m.port === port.port) && (!m.gateways?.length || m.gateways.includes(MESH)) && !Object.keys(m.sourceLabels ?? {}).length && !m.sourceNamespace;
  const tls = all.flatMap((vs) => vs.tls).find(({ spec }) => !spec.match?.length || spec.match.some((m) => m.sniHosts?.length === 1 && m.sniHosts[0] === service.host && applies(m)));
  const found = tls ?? all.flatMap((vs) => vs.tcp).find(({ spec }) => !spec.match?.length || spec.match.some(applies));
  const origin = sourceOf(service.item, port.pointer);
  return found?.spec.route?.length
    ? { kind: 'tcp', clusters: shares(found.spec.route, found.origin, port.port, context), origin: found.origin }
    : { kind: 'tcp', clusters: [{ name: vipCluster(service.host, port.port, 'tcp'), origin }], origin };
}

function shares(routes: readonly L4Destination[], { object, pointer }: Source, port: number, context: WaypointContext): TcpProxy['clusters'] {
  const to = ({ destination = {} }: L4Destination): string => destinationCluster(destination, context.service(destination.host ?? ''), port, context);
  if (routes.length === 1) return [{ name: to(routes[0]), origin: { object, pointer: `${pointer}/route/0` } }];
  return routes.flatMap((r, i) => (r.weight ? [{ name: to(r), weight: r.weight, origin: { object, pointer: `${pointer}/route/${i}` } }] : []));
}

/** The cluster of a destination: one of the waypoint's own if it serves the destination, or does not know it. */
function destinationCluster({ host, subset, port: asked }: Destination, service: MeshService | undefined, listenPort: number, { serves }: WaypointContext): string {
  if (!host) return 'UnknownService';
  const port = asked ? asked.number ?? 0 : service?.ports.length === 1 ? service.ports[0].port : listenPort;
  if (service && !serves(service.host)) return cluster(host, port, subset);
  const known = service?.ports.find((p) => p.port === port);
  return vipCluster(host, port, `${known && !isHttpOrSniffed(known.protocol) ? 'tcp' : 'http'}${subset ? `/${subset}` : ''}`);
}
