import type { Peer } from './evaluate/journey';
import type { Cluster, CompiledProxy, ProxyClass } from './form';
import { GatewayProxy } from './gateway-proxy';
import { MeshModel } from './model';
import { Peers } from './peers';
import { classOf } from './proxy-kind';
import { SidecarProxy } from './sidecar-proxy';
import type { World } from '../world/world';

/** The proxies of a world, compiled when they are asked for. */
export class CompiledMesh {
  private readonly model: MeshModel;
  private readonly peers: Peers;
  private readonly proxies = new Map<string, CompiledProxy>();
  private known?: readonly ProxyClass[];

  public constructor(world: World) {
    this.model = new MeshModel(world);
    this.peers = new Peers(this, this.model);
  }

  /** Workloads of one namespace, with the same labels and service account, as one class. */
  public get classes(): readonly ProxyClass[] {
    return this.known ??= classesOf(this.model.world);
  }

  /** The proxies behind a cluster that pass on what they get, as `Peers.of` finds them. */
  public peersOf(cluster: Cluster): readonly (Peer | undefined)[] {
    return this.peers.of(cluster);
  }

  /** What a class of proxies gets. Waypoints aren't compiled: an error says so, rather than an answer that may be wrong. */
  public proxy(proxies: ProxyClass): CompiledProxy {
    if (proxies.kind === 'waypoint') {
      throw new Error(`waypoints are not compiled, only sidecars and gateways, got: ${proxies.workloads.join(', ') || proxies.namespace}; ask about a sidecar or a gateway`);
    }
    const key = keyOf(proxies);
    let found = this.proxies.get(key);
    if (!found) this.proxies.set(key, found = proxies.kind === 'gateway' ? new GatewayProxy(this.model, proxies) : new SidecarProxy(this.model, proxies));
    return found;
  }
}

const keyOf = ({ kind, namespace, labels, serviceAccount }: ProxyClass): string =>
  JSON.stringify([kind, namespace, serviceAccount, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

function classesOf(world: World): ProxyClass[] {
  const out = new Map<string, ProxyClass & { readonly workloads: string[] }>();
  for (const pod of world.pods(undefined)) {
    const proxies = classOf(pod);
    const key = keyOf(proxies);
    const known = out.get(key);
    if (known) known.workloads.push(pod.name); else out.set(key, { ...proxies, workloads: [pod.name] });
  }
  return [...out.values()];
}
