import { splitName } from './_destinations';
import { CompiledMesh } from '../../../compiled/compile';
import type { CompiledProxy, ProxyClass } from '../../../compiled/form';
import { classOf } from '../../../compiled/proxy-kind';
import type { ItemOf } from '../../../world/item';
import type { Manifest } from '../../../world/manifest';
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
 * A world of these VirtualServices and all delegates, in which each Gateway that they name serves every host in plain HTTP with its own pods: what happens there
 * also happens at the real Gateways, which no file defines.
 */
export function withGatewaysOf(world: World, services: readonly ItemOf<'VirtualService'>[]): World {
  const refs = new Set(services.flatMap((vs) => (vs.spec.gateways ?? []).filter((g) => g !== 'mesh').map((g) => splitName(g, vs.namespace)).map(({ namespace, name }) => `${namespace}/${name}`)));
  const ports = [...new Set([80, ...services.flatMap((vs) => (vs.spec.http ?? []).flatMap((r) => (r.match ?? []).flatMap((m) => m.port ?? [])))])];
  const delegates = world.all('VirtualService').filter((vs) => !vs.spec.hosts?.length && !services.includes(vs));
  const objects = [...services.map(({ object }) => object), ...delegates.map(({ object }) => object), ...[...refs].map((ref) => openGateway(ref, ports))];
  return new World(objects.map((object) => ({ object, origin: {} })), { domain: world.domain, namespace: services[0]?.namespace });
}

function openGateway(ref: string, ports: readonly number[]): Manifest['object'] {
  const [namespace, name] = ref.split('/');
  const servers = ports.map((number) => ({ port: { number, name: `http-${number}`, protocol: 'HTTP' }, hosts: ['*'] }));
  return { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace }, spec: { selector: { 'unknown-gateway': ref }, servers } };
}
