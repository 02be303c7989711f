import { splitName } from './_destinations';
import { CompiledMesh } from '../../../compiled/compile';
import type { CompiledProxy, ProxyClass } from '../../../compiled/form';
import { classOf } from '../../../compiled/proxy-kind';
import type { ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import { World } from '../../../world/world';

/** The proxies of a world, compiled when a check first needs them and then kept for the others. */
export const compiledMesh = (world: World): CompiledMesh => world.once(compiledMesh, () => new CompiledMesh(world));

/** The gateways of a world: those that its pods are, and those that its Gateways select. */
export const gatewayProxies = (world: World): readonly CompiledProxy[] => world.once(gatewayProxies, () => {
  const mesh = compiledMesh(world);
  const classes = [...mesh.classes.filter(({ kind }) => kind === 'gateway'), ...selectedClasses(world)];
  return [...new Set(classes.map((c) => mesh.proxy(c)))].filter(({ opaque }) => opaque === undefined);
});

/** Where no file has the pods that a Gateway selects, proxies with just the labels of its selector stand for them. */
function* selectedClasses(world: World): Iterable<ProxyClass> {
  for (const { name, namespace, spec: { selector = {} } } of world.all('Gateway')) {
    if (isEmpty(selector)) continue;
    const pods = world.pods(selector);
    for (const pod of pods) yield { ...classOf(pod, world), kind: 'gateway' };
    if (!pods.length) yield { kind: 'gateway', namespace, labels: selector, serviceAccount: 'default', workloads: [name] };
  }
}

/** A sidecar of a namespace, of a workload that no object selects by its labels. */
export const sidecarOf = (world: World, namespace: string): CompiledProxy =>
  compiledMesh(world).proxy({ kind: 'sidecar', namespace, labels: {}, serviceAccount: 'default', workloads: [] });

/**
 * A world in which the Gateways that a VirtualService names serve every host in plain text at port 80, and the VirtualService is alone: what happens there
 * happens at the real ones, which no file has.
 */
export function withGatewaysOf(world: World, vs: ItemOf<'VirtualService'>): World {
  const gateways = (vs.spec.gateways ?? []).filter((g) => g !== 'mesh').map((g) => {
    const { namespace, name } = splitName(g, vs.namespace);
    const spec = { selector: { gateway: 'unknown' }, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] };
    return { object: { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace }, spec }, origin: {} };
  });
  return new World([{ object: vs.object, origin: {} }, ...gateways], { domain: world.domain, namespace: vs.namespace });
}
