import { readYaml, YamlProblem } from '../../../grammar/yaml';
import type { Item, ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';

/** Google's sidecar injector for service routing: an old injector of Istio's, whose mesh configuration is a ConfigMap of its own. */

/** The annotation by which a pod is left out. The injector does not read the label of this name. */
export const INJECT = 'sidecar.istio.io/inject';

export const injectorConfig = (world: World): ItemOf<'ConfigMap'> | undefined =>
  world.once(injectorConfig, () => world.all('ConfigMap').find((map) => map.namespace === 'istio-control' && map.name === 'injector-mesh'));

/** The mesh configuration of the injected proxies; undefined where there is none. */
export function proxyDefaults(map: ItemOf<'ConfigMap'>): unknown {
  const text: unknown = map.spec.data?.mesh;
  if (typeof text !== 'string') return undefined;
  try {
    return readYaml(text);
  } catch (problem) {
    if (problem instanceof YamlProblem) return undefined;
    throw problem;
  }
}

/** Whether the namespace of a pod is injected, and the pod does not opt out. */
export const injectedHere = (world: World, pod: Pod): boolean =>
  world.namespace(pod.namespace)?.labels['istio-injection'] === 'enabled' && pod.annotations[INJECT] !== 'false' && !pod.spec.hostNetwork;

const BOOTSTRAP = /(^|\/)td-grpc-bootstrap(:|@|$)/;

/** Whether a container writes the bootstrap of a program that needs no proxy. */
export const isProxyless = (pod: Pod): boolean => (pod.spec.initContainers ?? []).some((c) => BOOTSTRAP.test(c.image ?? ''));

/** The name by which clients know a Mesh object. */
export const meshNameOf = ({ name, object }: Item): string => {
  const { resourceID } = (object as { spec?: { resourceID?: unknown } }).spec ?? {};
  return typeof resourceID === 'string' ? resourceID : name;
};
