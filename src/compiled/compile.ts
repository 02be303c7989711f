import { byKey } from '../grammar/order';
import { WaypointProxy } from './ambient/waypoint-proxy';
import { ZtunnelProxy } from './ambient/ztunnel-proxy';
import type { Behind } from './evaluate/journey';
import type { Cluster, CompiledProxy, ProxyClass } from './form';
import { GatewayProxy } from './gateway-proxy';
import { MeshModel } from './model';
import { Peers } from './peers';
import { classOf } from './proxy-kind';
import { declaredClient, injectedClient } from './service-routing/client';
import { ServiceRoutingProxy } from './service-routing/service-routing-proxy';
import { SidecarProxy } from './sidecar-proxy';
import { envoyConfigOf } from './static/config';
import { StaticProxy } from './static/static-proxy';
import type { World } from '../world/world';

/** The proxies of a world, compiled on demand. */
export class CompiledMesh {
  private readonly model: MeshModel;
  private readonly peers: Peers;
  private readonly proxies = new Map<string, CompiledProxy>();
  private known?: readonly ProxyClass[];

  /** @param before a mesh with nearly the same objects */
  public constructor(world: World, before?: CompiledMesh) {
    this.model = new MeshModel(world, undefined, before?.model);
    this.peers = new Peers(this, this.model);
  }

  /** Workloads of one namespace with the same labels and service account form a class. */
  public get classes(): readonly ProxyClass[] {
    return this.known ??= classesOf(this.model.world);
  }

  /** The workloads behind a cluster of a proxy, found by `Peers.of`. */
  public behind(proxy: CompiledProxy, cluster: Cluster): Behind {
    return this.peers.of(proxy, cluster);
  }

  /** The compiled proxy of a class. */
  public proxy(proxies: ProxyClass): CompiledProxy {
    const key = keyOf(proxies);
    let found = this.proxies.get(key);
    if (!found) this.proxies.set(key, found = this.compile(proxies));
    return found;
  }

  private compile(proxies: ProxyClass): CompiledProxy {
    const { world } = this.model;
    const pod = world.pods(proxies.labels, proxies.namespace).find((p) => proxies.workloads.includes(p.name));
    const declared = pod && declaredClient(pod, world);
    if (declared) return new ServiceRoutingProxy(this.model, proxies, declared);
    const file = pod && envoyConfigOf(pod, world);
    if (file) return new StaticProxy(this.model, proxies, pod, file);
    const injected = proxies.kind === 'sidecar' ? injectedClient(pod, world) : undefined;
    return injected ? new ServiceRoutingProxy(this.model, proxies, injected) : new PROXIES[proxies.kind](this.model, proxies);
  }
}

const PROXIES = { sidecar: SidecarProxy, gateway: GatewayProxy, waypoint: WaypointProxy, ztunnel: ZtunnelProxy } as const;

const keyOf = ({ kind, namespace, labels, serviceAccount }: ProxyClass): string =>
  JSON.stringify([kind, namespace, serviceAccount, Object.entries(labels).sort(byKey)]);

function classesOf(world: World): ProxyClass[] {
  const out = new Map<string, ProxyClass & { readonly workloads: string[] }>();
  for (const pod of world.pods(undefined)) {
    const proxies = classOf(pod, world);
    const key = keyOf(proxies);
    const known = out.get(key);
    if (known) known.workloads.push(pod.name); else out.set(key, { ...proxies, workloads: [pod.name] });
  }
  return [...out.values()];
}
