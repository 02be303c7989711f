import { sourceOf, type Ages } from './age';
import type { Source } from './form';
import type { GatewaySpec, Labels, ServerSpec } from './resources';
import type { Item, ItemOf } from '../world/item';
import { parseProtocol, isHttp, type Protocol } from '../world/protocol';
import { matches } from '../world/selector';

/** A Gateway as the control plane uses it: Istio's own, or a listener of a Gateway API Gateway. */
export interface MeshGateway {
  readonly name: string;
  readonly namespace: string;
  readonly item: Item;
  readonly servers: readonly PlacedServer[];
  /** the selector of an Istio Gateway; undefined for all gateway proxies */
  readonly selector?: Labels;
  /** for a Gateway of the Gateway API, the hosts of the Services whose pods serve it, their namespace, and the name of the Gateway */
  readonly services?: { readonly hosts: ReadonlySet<string>; readonly namespace: string; readonly gateway: string };
  /** whether the control plane runs the proxies of the original Gateway */
  readonly managed?: boolean;
}
export interface PlacedServer { readonly spec: ServerSpec; readonly origin: Source }

/** Gateways of Istio's API. */
export const ofIstio = (items: readonly ItemOf<'Gateway'>[]): MeshGateway[] => items.map((item) => {
  const spec = item.spec as GatewaySpec;
  return {
    name: item.name,
    namespace: item.namespace,
    item,
    servers: (spec.servers ?? []).map((server, i) => ({ spec: server, origin: sourceOf(item, `/spec/servers/${i}`) })),
    ...(spec.selector ? { selector: spec.selector } : {}),
  };
});

/** A server of a proxy: one of a Gateway's servers, with the hosts as the control plane reads them. */
export interface Server {
  readonly spec: ServerSpec;
  readonly hosts: readonly string[];
  /** `namespace/name` of the Gateway */
  readonly gateway: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly origin: Source;
  /** the server names, for TLS */
  sniHosts?: readonly string[];
  routeName?: string;
}
/** Servers with the same port, address and protocol. */
export interface ServerGroup {
  readonly port: number;
  readonly protocol: string;
  readonly bind: string;
  readonly servers: Server[];
  /** the routes for plain HTTP; TLS servers have their own */
  routeName: string;
}
/** All Gateways of a proxy, merged. */
export interface MergedGateways {
  readonly groups: readonly ServerGroup[];
  readonly byRouteName: ReadonlyMap<string, readonly Server[]>;
  readonly autoPassthrough: boolean;
}

/** A port of a Service whose pods serve a Gateway. */
export interface GatewayTarget {
  readonly host: string;
  readonly namespace: string;
  readonly servicePort: number;
  readonly targetPort: number;
  readonly labels: Labels;
}

export const isPassthrough = ({ tls }: ServerSpec): boolean => !!tls && ((tls.mode ?? 'PASSTHROUGH') === 'PASSTHROUGH' || tls.mode === 'AUTO_PASSTHROUGH');
/** Whether the gateway terminates TLS for HTTP. */
export const endsHttps = ({ spec, protocol }: Server): boolean => protocol === 'HTTPS' && !!spec.tls && !isPassthrough(spec);
const servesHttp = ({ spec, protocol }: Server): boolean => isHttp(protocol) || (protocol === 'HTTPS' && !isPassthrough(spec));
const servesTls = ({ spec, protocol }: Server): boolean => !!spec.tls && !isHttp(protocol);

/** The Gateways of a world, oldest first. */
export class Gateways {
  private readonly all: readonly MeshGateway[];

  public constructor(gateways: readonly MeshGateway[], ages: Ages) {
    this.all = [...gateways].sort((a, b) => ages.compare(a, b));
  }

  /** Whether a Gateway's selector matches proxies with these labels. */
  public selects(labels: Labels): boolean {
    return this.all.some((g) => !g.services && g.selector && Object.keys(g.selector).length > 0 && matches(g.selector, labels));
  }

  /** The servers of a proxy; undefined if no Gateway applies to it. */
  public merged(labels: Labels, targets: readonly GatewayTarget[]): MergedGateways | undefined {
    const own = this.all.flatMap((gateway): Bound[] => {
      const { services } = gateway;
      if (!services) return matches(gateway.selector, labels) ? [{ gateway, targets: targets.filter((t) => !Object.hasOwn(t.labels, NO_TRANSLATION)) }] : [];
      const serving = targets.filter((t) => services.hosts.has(t.host) && t.namespace === services.namespace);
      return serving.length ? [{ gateway, targets: serving }] : [];
    });
    return own.length ? merge(strict(own)) : undefined;
  }
}
/** The annotation of Services that disables port translation for Gateways. */
const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

interface Bound { readonly gateway: MeshGateway; readonly targets: readonly GatewayTarget[] }

/** If proxies run by the control plane serve a Gateway API Gateway, Istio Gateways in other namespaces are ignored. */
function strict(bound: readonly Bound[]): readonly Bound[] {
  const namespaces = new Set(bound.filter(({ gateway }) => gateway.managed).map(({ gateway }) => gateway.namespace));
  return namespaces.size ? bound.filter(({ gateway }) => gateway.services || namespaces.has(gateway.namespace)) : bound;
}

/** The listening ports for a Gateway's port: those of the first Service with that port, else the port itself. */
function resolved(port: number, { gateway, targets }: Bound): readonly number[] {
  const found = targets.filter((t) => t.servicePort === port).map((t) => t.targetPort);
  if (gateway.services) return [...new Set(found)];
  return [found[0] ?? port];
}

/** `./host` means the Gateway's namespace, `*` before the slash any namespace. */
function readHosts(hosts: readonly string[], namespace: string): readonly string[] {
  if (hosts.includes('*/*')) return ['*'];
  return hosts.map((host) => {
    const slash = host.indexOf('/');
    if (slash < 0) return host;
    const rest = host.slice(slash + 1);
    const at = host.slice(0, slash);
    return at === '.' ? `${namespace}/${rest}` : at === '*' ? rest : host;
  });
}

const withoutNamespace = (host: string): string => host.slice(host.indexOf('/') + 1);

function routeNameOf({ spec, protocol }: Server, port: number, { name, namespace }: MeshGateway): string {
  const bind = spec.bind ? `.${spec.bind}` : '';
  if (isHttp(protocol)) return `http.${port}${bind}`;
  return protocol === 'HTTPS' && !isPassthrough(spec) ? `https.${spec.port!.number ?? 0}.${spec.port!.name ?? ''}.${name}.${namespace}${bind}` : '';
}

/** Claims hosts for a TLS server; false if another server of the same address has one of them. */
export function takeHosts(hosts: readonly string[], bind: string, taken: Map<string, string>): boolean {
  if (hosts.some((h) => taken.get(h) === bind)) return false;
  for (const h of hosts) taken.set(h, bind);
  return true;
}

/** Merges the servers of all Gateways. Of servers that can't share a port, the first one stays. */
function merge(bound: readonly Bound[]): MergedGateways {
  const merging = new Merging();
  for (const one of bound) {
    const { gateway } = one;
    for (const { spec, origin } of gateway.servers) {
      if (!spec.port) continue;
      const number = spec.port.number ?? 0;
      const server: Server = {
        spec, origin, hosts: readHosts(spec.hosts ?? [], gateway.namespace), gateway: `${gateway.namespace}/${gateway.name}`, port: number, protocol: parseProtocol(spec.port.protocol ?? ''),
      };
      for (const port of resolved(number, one)) merging.add(server, port, routeNameOf(server, port, gateway));
    }
  }
  return { groups: merging.groups, byRouteName: merging.byRouteName, autoPassthrough: merging.autoPassthrough };
}

class Merging {
  public readonly byRouteName = new Map<string, Server[]>();
  public autoPassthrough = false;
  private readonly ports = new Set<number>();
  private readonly keys: string[] = [];
  private readonly byKey = new Map<string, ServerGroup>();
  /** the first plaintext group of a port */
  private readonly plain = new Map<number, ServerGroup>();
  private readonly takenHosts = new Map<number, Map<string, string>>();

  /** A group that replaced another is in both positions, as in the control plane. */
  public get groups(): ServerGroup[] {
    return this.keys.map((key) => this.byKey.get(key)!);
  }

  public add(server: Server, port: number, routeName: string): void {
    const { spec } = server;
    const bind = spec.bind ?? '';
    if (spec.tls) {
      let taken = this.takenHosts.get(port);
      if (!taken) this.takenHosts.set(port, taken = new Map());
      if (!takeHosts(server.hosts, bind, taken)) return;
      server.sniHosts = [...new Set(server.hosts.map(withoutNamespace))].sort();
      server.routeName = routeName;
      if (spec.tls.mode === 'AUTO_PASSTHROUGH') this.autoPassthrough = true;
    }
    if (!this.ports.has(port)) {
      this.ports.add(port);
      this.open(server, port, routeName);
      return;
    }
    const plain = this.plain.get(port);
    if (plain) this.besidePlain(server, plain, port, routeName);
    else if (!servesTls(server)) this.open(server, port, routeName);
    else this.besideTls(server, port, routeName);
  }

  private besidePlain(server: Server, plain: ServerGroup, port: number, routeName: string): void {
    const bind = server.spec.bind ?? '';
    if (plain.bind === bind) {
      const current = parseProtocol(plain.protocol);
      if (!(isHttp(current) && (isHttp(server.protocol) || server.protocol === current)) || routeName === '') return;
      plain.servers.push(server);
      this.route(routeName, server);
      return;
    }
    const group = this.byKey.get(keyOf(server, port));
    if (!group) {
      this.open(server, port, routeName);
      return;
    }
    group.routeName = routeName;
    group.servers.push(server);
    this.route(routeName, server);
  }

  private besideTls(server: Server, port: number, routeName: string): void {
    if (servesHttp(server)) {
      if (routeName === '' || this.byRouteName.has(routeName)) return;
      this.byRouteName.set(routeName, [server]);
    }
    const group = this.byKey.get(keyOf(server, port));
    if (group) group.servers.push(server);
    else this.addServer({ port, protocol: server.spec.port!.protocol ?? '', bind: server.spec.bind ?? '', servers: [server], routeName: '' }, server);
  }

  /** Creates a new group. */
  private open(server: Server, port: number, routeName: string): void {
    const group: ServerGroup = { port, protocol: server.spec.port!.protocol ?? '', bind: server.spec.bind ?? '', servers: [server], routeName };
    if (!servesTls(server)) this.plain.set(port, group);
    if (servesHttp(server)) this.byRouteName.set(routeName, [server]);
    this.addServer(group, server);
  }

  private addServer(group: ServerGroup, server: Server): void {
    const key = keyOf(server, group.port);
    this.byKey.set(key, group);
    this.keys.push(key);
  }

  private route(routeName: string, server: Server): void {
    const list = this.byRouteName.get(routeName);
    if (list) list.push(server); else this.byRouteName.set(routeName, [server]);
  }
}
const keyOf = ({ spec }: Server, port: number): string => `${port} ${spec.port!.protocol ?? ''} ${spec.bind ?? ''}`;
