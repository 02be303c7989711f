import type { ItemOf } from '../../../world/item';
import { portOf, type Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import { servicesOf } from '../../../world/serving';
import type { World } from '../../../world/world';
import { gatewaysOf, podPorts } from '../gateway/_served-ports';
import { splitName } from '../traffic/_destinations';

type Filter = ItemOf<'EnvoyFilter'>;
export type Patch = NonNullable<Filter['spec']['configPatches']>[number];

/** The pods whose proxies a filter patches; undefined if it names them in another way, or none is known. */
export function patchedPods(world: World, filter: Filter): readonly Pod[] | undefined {
  if (filter.spec.targetRefs?.length) return undefined;
  const pods = world.selected(filter.spec.workloadSelector?.labels, filter.namespace);
  return pods.length ? pods : undefined;
}

/** Whether all proxies that a filter selects are known. */
export const allKnown = (world: World, filter: Filter): boolean => (filter.namespace === world.mesh.rootNamespace ? world.options.complete === true : world.closed(filter.namespace));

/** Ports of listeners that every proxy has. */
const OWN = [15000, 15001, 15006, 15008, 15020, 15021, 15053, 15090];

/** A port that a patch can name, and the Service port that people write instead. */
export interface Ports {
  readonly there: ReadonlySet<number>;
  /** ports of Services, with the pod port that they map to */
  readonly leading: ReadonlyMap<number, number>;
}

/** Ports on which sidecars accept connections: target ports of Services, and the listeners of Sidecars. */
export function inboundPorts(world: World, pods: readonly Pod[]): Ports {
  const there = new Set(OWN);
  const leading = new Map<number, number>();
  for (const pod of pods) {
    for (const port of servicesOf(world, pod).flatMap((s) => s.spec.ports ?? [])) {
      const number = portOf(pod, port.targetPort ?? port.port);
      if (number === undefined) continue;
      there.add(number);
      if (port.port !== undefined && port.port !== number) leading.set(port.port, number);
    }
  }
  for (const sidecar of world.all('Sidecar', 'ingress')) for (const i of sidecar.spec.ingress ?? []) if (i.port?.number !== undefined) there.add(i.port.number);
  return { there, leading };
}

/** Ports on which gateway pods listen for the servers of their Gateways. */
export function gatewayPorts(world: World, pods: readonly Pod[]): Ports & { readonly servers: ReadonlySet<number> } {
  const there = new Set(OWN);
  const leading = new Map<number, number>();
  const servers = new Set<number>();
  for (const pod of pods) {
    for (const server of gatewaysOf(world, pod).flatMap((g) => g.spec.servers ?? [])) {
      const number = server.port?.number;
      if (number === undefined) continue;
      servers.add(number);
      for (const port of podPorts(world, pod, number)) {
        there.add(port);
        if (port !== number) leading.set(number, port);
      }
    }
  }
  for (const gateway of world.all('KubeGateway')) for (const l of gateway.spec.listeners ?? []) if (l.port !== undefined) there.add(l.port);
  return { there, leading, servers };
}

/** Ports to which sidecars send: those of every host of the mesh. */
export const outboundPorts = (world: World): Ports => world.once(outboundPorts, () => {
  const there = new Set(OWN);
  const targets = new Map<number, number>();
  for (const { ports } of [world, ...world.siblings].flatMap((w) => w.registry.all())) {
    for (const { number, targetPort } of ports) {
      there.add(number);
      if (typeof targetPort === 'number' && targetPort !== number) targets.set(targetPort, number);
    }
  }
  for (const sidecar of world.all('Sidecar', 'egress.port')) for (const e of sidecar.spec.egress ?? []) if (e.port?.number !== undefined) there.add(e.port.number);
  return { there, leading: targets };
});

/** Hosts and server ports of the virtual hosts that gateways get from VirtualServices, as `host:port`. */
export const gatewayVirtualHosts = (world: World, pods: readonly Pod[]): ReadonlySet<string> => {
  const out = new Set<string>();
  const gateways = world.all('Gateway').filter((g) => isEmpty(g.spec.selector) || pods.some((p) => gatewaysOf(world, p).includes(g)));
  for (const gateway of gateways) for (const s of gateway.spec.servers ?? []) for (const h of s.hosts ?? []) out.add(`${h.slice(h.indexOf('/') + 1)}:${s.port?.number ?? ''}`).add(`blackhole:${s.port?.number ?? ''}`);
  for (const vs of world.all('VirtualService')) {
    for (const name of vs.spec.gateways ?? []) {
      if (name === 'mesh') continue;
      const ref = splitName(name, vs.namespace);
      const gateway = world.find('Gateway', ref.namespace, ref.name);
      if (!gateway || !gateways.includes(gateway)) continue;
      for (const s of gateway.spec.servers ?? []) for (const h of vs.spec.hosts ?? []) out.add(`${world.registry.resolve(h, vs.namespace)}:${s.port?.number ?? ''}`).add(`${h}:${s.port?.number ?? ''}`);
    }
  }
  return out;
};
