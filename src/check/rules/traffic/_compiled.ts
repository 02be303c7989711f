import { splitName } from './_destinations';
import { CompiledMesh } from '../../../compiled/compile';
import type { CompiledProxy, ProxyClass } from '../../../compiled/form';
import { classOf } from '../../../compiled/proxy-kind';
import type { ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import { World } from '../../../world/world';

/** The proxies of a world, compiled on first use and shared by all checks. */
export const compiledMesh = (world: World): CompiledMesh => world.once(compiledMesh, () => new CompiledMesh(world));

/** The gateways of a world: by their pods, and by the selectors of Gateways. */
export const gatewayProxies = (world: World): readonly CompiledProxy[] => world.once(gatewayProxies, () => {
  const mesh = compiledMesh(world);
  const classes = [...mesh.classes.filter(({ kind }) => kind === 'gateway'), ...selectedClasses(world)];
  return [...new Set(classes.map((c) => mesh.proxy(c)))].filter(({ opaque }) => opaque === undefined);
});

/** If no file has the pods that a Gateway selects, proxies with exactly the selector's labels represent them. */
function* selectedClasses(world: World): Iterable<ProxyClass> {
  for (const { name, namespace, spec: { selector = {} } } of world.all('Gateway')) {
    if (isEmpty(selector)) continue;
    const pods = world.pods(selector);
    for (const pod of pods) yield { ...classOf(pod, world), kind: 'gateway' };
    if (!pods.length) yield { kind: 'gateway', namespace, labels: selector, serviceAccount: 'default', workloads: [name] };
  }
}

/** A sidecar in a namespace, of a workload that no object selects by its labels. */
export const sidecarOf = (world: World, namespace: string): CompiledProxy =>
  compiledMesh(world).proxy({ kind: 'sidecar', namespace, labels: {}, serviceAccount: 'default', workloads: [] });

/**
 * A world in which the VirtualService is the only one, and the Gateways that it names serve every host in plain HTTP on port 80: what happens there
 * also happens at the real Gateways, which no file defines.
 */
export function withGatewaysOf(world: World, vs: ItemOf<'VirtualService'>): World {
  const gateways = (vs.spec.gateways ?? []).filter((g) => g !== 'mesh').map((g) => {
    const { namespace, name } = splitName(g, vs.namespace);
    const spec = { selector: { gateway: 'unknown' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] };
    return { object: { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace }, spec }, origin: {} };
  });
  return new World([{ object: vs.object, origin: {} }, ...gateways], { domain: world.domain, namespace: vs.namespace });
}
