import { readYaml } from '../../../grammar/yaml';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { text } from '../../engine/path';

export const REV = 'istio.io/rev';

/** Members of the mesh configuration that Traffic Director reads; null means everything below. */
const READ: Tree = {
  outboundTrafficPolicy: null,
  accessLogFile: null,
  defaultProviders: { accessLogging: null, tracing: null },
  defaultConfig: { tracing: { stackdriver: null }, proxyMetadata: { ENABLE_NATIVE_SIDECARS: null }, image: { imageType: null } },
};

interface Tree { readonly [key: string]: Tree | null }

function unread(config: unknown, tree: Tree, path = ''): string[] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    const here = `${path}${key}`;
    if (!Object.hasOwn(tree, key)) return [here];
    const below = tree[key];
    return below === null ? [] : unread(value, below, `${here}.`);
  });
}

/** Parts of a mesh configuration that Traffic Director does not read. */
export function unreadConfig(map: Item): readonly string[] {
  return unread(configOf(map), READ);
}

/** The proxy image type that a mesh configuration requests, if a managed mesh uses a different one. */
export function otherImageType(map: Item): string | undefined {
  const type = text(configOf(map) ?? {}, 'defaultConfig.image.imageType');
  return type === 'distroless' ? undefined : type;
}

function configOf(map: Item): any {
  try {
    return readYaml(text(map.object, 'data.mesh') ?? '');
  } catch {
    return undefined; // unreadable: reported by other checks
  }
}

export const configMaps = (world: World) => world.all('ConfigMap').filter((c) => /^istio-asm-managed(-|$)/.test(c.name) && c.namespace === 'istio-system');

/** Parts of a control plane that runs in the cluster. */
export function inClusterParts(world: World): readonly Item[] {
  return [
    ...world.all('Deployment').filter((d) => d.labels.app === 'istiod' && d.namespace === 'istio-system'),
    ...world.ofKind('install.istio.io', 'IstioOperator'),
  ];
}
