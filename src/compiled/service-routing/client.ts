import { Resources } from './resources';
import { isObject } from '../../grammar/json';
import { readYaml } from '../../grammar/yaml';
import { containersOf, type Pod } from '../../world/pods';
import type { World } from '../../world/world';
import { envoyConfigOf } from '../static/config';

/** What a workload gets from Traffic Director: the routes of a mesh, or those of the gateways of a scope. */
export interface Client {
  readonly mesh?: string;
  readonly scope?: string;
  /** a gRPC program without a proxy */
  readonly proxyless?: boolean;
  /** why it is not known what it gets */
  readonly unknown?: string;
}

const AGENT = 'cloud.google.com/';

/** The client in a pod whose own settings name its mesh or scope: an Envoy with a node ID, or a bootstrap of gRPC. */
export function declaredClient(pod: Pod, world: World): Client | undefined {
  const args = containersOf(pod).flatMap((c) => (Array.isArray(c.args) ? c.args as readonly unknown[] : [])).filter((a) => typeof a === 'string');
  const mesh = args.find((a) => a.startsWith(CONFIG_MESH))?.slice(CONFIG_MESH.length);
  if (mesh !== undefined) return { mesh, proxyless: true };
  return args.map(ofNode).find((c) => c !== undefined) ?? ofNode(nodeIdOf(pod, world));
}
const CONFIG_MESH = '--config-mesh=';

/** A node ID is like `projects/NUMBER/networks/mesh:NAME/nodes/ID`. */
function ofNode(id: string): Client | undefined {
  const [, kind, name] = /\/networks\/(mesh|scope):([^/]+)\/nodes\//.exec(id) ?? [];
  return kind === undefined ? undefined : kind === 'mesh' ? { mesh: name } : { scope: name };
}

function nodeIdOf(pod: Pod, world: World): string {
  const node: unknown = envoyConfigOf(pod, world)?.config.node;
  return isObject(node) && typeof node.id === 'string' ? node.id : '';
}

/** The client that the sidecar injector adds to a pod. Without a pod, the workload is one that no file contains. */
export function injectedClient(pod: Pod | undefined, world: World): Client | undefined {
  const meshes = Resources.of(world).all('Mesh');
  const agent = pod !== undefined && Object.keys(pod.annotations).some((a) => a.startsWith(AGENT));
  if (meshes.length === 0) return agent ? { unknown: "the proxies of this workload are configured by Traffic Director, and the files don't contain its Mesh" } : undefined;
  const injected = meshOfInjector(world);
  if (injected !== undefined) return { mesh: injected };
  if (!agent && hasIstio(world)) return undefined;
  const names = [...new Set(meshes.map((m) => m.name))];
  return names.length === 1 ? { mesh: names[0] } : { unknown: `the proxies of this workload are configured by Traffic Director, and the files don't show with which mesh (${names.sort().join(', ')})` };
}

const ISTIO_KINDS = ['VirtualService', 'DestinationRule', 'Sidecar', 'Gateway', 'PeerAuthentication', 'AuthorizationPolicy'] as const;
/** Whether the files show a control plane of Istio, or objects that only one reads: sidecars are then its own, unless they are marked as Google's. */
const hasIstio = (world: World): boolean => world.once(hasIstio, () => world.mesh.item !== undefined || ISTIO_KINDS.some((kind) => world.all(kind).length > 0)
  || world.all('Service').some((s) => s.labels.app === 'istiod') || world.all('Namespace').some((n) => n.labels['istio.io/rev'] !== undefined));

/** The mesh in the configuration of Google's sidecar injector. */
function meshOfInjector(world: World): string | undefined {
  const text = world.find('ConfigMap', 'istio-control', 'injector-mesh')?.spec.data?.mesh;
  if (typeof text !== 'string') return undefined;
  try {
    const config = readYaml(text) as { readonly defaultConfig?: { readonly proxyMetadata?: Readonly<Record<string, unknown>> } } | undefined;
    const name = config?.defaultConfig?.proxyMetadata?.TRAFFICDIRECTOR_MESH_NAME;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined; // MESH745 reports it
  }
}
