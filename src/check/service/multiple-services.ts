import { pointer, type Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { Pod } from '../engine/pods';
import { servicesOf } from '../engine/serving';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { inMesh } from '../workload/in-mesh';

// the listeners of a gateway come from its Gateways, not from the Services in front of it
const isGateway = (pod: Pod): boolean => pod.spec.containers?.every((c) => c.name === 'istio-proxy') ?? false;

/** Deployments of the mesh with the Services in front of them, where these have several ports together. */
const behindSeveral = (world: World): readonly { pod: Pod; services: readonly ItemOf<'Service'>[] }[] => world.once(behindSeveral, () => {
  const out: { pod: Pod; services: readonly ItemOf<'Service'>[] }[] = [];
  for (const pod of world.pods(undefined)) {
    if (pod.item.key !== 'Deployment' || pod.item.labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller') continue;
    const services = servicesOf(world, pod);
    let ports = 0;
    for (const s of services) ports += s.spec.ports?.length ?? 0;
    if (ports > 1 && !isGateway(pod) && inMesh(world, pod)) out.push({ pod, services });
  }
  return out;
});
const names = (services: Iterable<ItemOf<'Service'>>): string => [...services].map((s) => s.name).sort().join(', ');

export const multipleProtocols: Check = {
  code: 'MESH515',
  title: 'Deployment behind services that disagree on a port\'s transport',
  aliases: ['IST0116'],
  severity: Severity.WARNING,
  explanation: 'Several Services in front of one Deployment use the same port with different transports (TCP and UDP). The sidecar makes one inbound listener per port and drops the others.',
  run(world, report) {
    for (const { pod, services } of behindSeveral(world)) {
      const ports = new Map<number, Map<string, Set<ItemOf<'Service'>>>>();
      for (const s of services) {
        for (const p of s.spec.ports ?? []) {
          const transports = ports.get(p.port ?? 0) ?? new Map<string, Set<ItemOf<'Service'>>>();
          ports.set(p.port ?? 0, transports);
          transports.set(p.protocol ?? 'TCP', (transports.get(p.protocol ?? 'TCP') ?? new Set()).add(s));
        }
      }
      for (const [port, transports] of ports) {
        if (transports.size < 2) continue;
        const involved = new Set([...transports.values()].flatMap((set) => [...set]));
        report(pod.item, {
          pointer: '/metadata/name',
          message: `services ${names(involved)} use port ${port} as ${[...transports.keys()].sort().join(' and ')}: the sidecar keeps one of them, the other gets no traffic`,
          fix: 'use one transport per port, or different ports',
          related: [...involved],
        });
      }
    }
  },
};

export const conflictingTargetPorts: Check = {
  code: 'MESH516',
  title: 'Deployment behind services that reach one container port by different ports',
  aliases: ['IST0137'],
  severity: Severity.WARNING,
  explanation: 'Services in front of one Deployment share a targetPort and differ in port. The sidecar\'s inbound settings of that container port come from one of them; '
    + 'policies and metrics of the others are attributed to it.',
  run(world, report) {
    for (const { pod, services } of behindSeveral(world)) {
      const targets = new Map<string, Map<number, ItemOf<'Service'>>>();
      for (const s of services) {
        for (const p of s.spec.ports ?? []) {
          const target = String(p.targetPort ?? '') === '0' || p.targetPort === undefined || p.targetPort === '' ? String(p.port ?? 0) : String(p.targetPort);
          targets.set(target, (targets.get(target) ?? new Map()).set(p.port ?? 0, s));
        }
      }
      for (const [target, ports] of targets) {
        if (ports.size < 2) continue;
        const involved = new Set(ports.values());
        report(pod.item, {
          pointer: pointer('metadata', 'name'),
          message: `services ${names(involved)} lead to container port ${target} by ports ${[...ports.keys()].sort((a, b) => a - b).join(', ')}: the sidecar settles on one of them for its inbound listener`,
          fix: 'use one port for one targetPort, or different container ports',
          related: [...involved],
        });
      }
    }
  },
};
