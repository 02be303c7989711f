import { clusterLocal } from './_cluster-local';
import { order } from '../../../grammar/order';
import type { ItemOf } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

type Service = ItemOf<'Service'>;
const portsOf = (s: Service): string => JSON.stringify([...s.spec.ports ?? []]
  .sort((a, b) => order(a.name ?? '', b.name ?? ''))
  .map((p) => [p.name ?? '', p.port ?? 0, p.protocol ?? 'TCP', String(p.targetPort ?? ''), p.appProtocol ?? '']));

export const inconsistentService: Check = {
  code: 'MESH901',
  title: 'service that differs between clusters',
  aliases: ['IST0170'],
  severity: Severity.WARNING,
  explanation: 'A multi-cluster mesh treats services with the same name and namespace as one service and merges their endpoints. If ports, type or headlessness differ, '
    + 'clients use the definition of one cluster and fail on endpoints of the other.',
  runFleet(worlds, report) {
    if (worlds.length < 2) return;
    const services = new Map<string, { service: Service; cluster: string }[]>();
    for (const world of worlds) {
      for (const service of world.all('Service')) {
        if (clusterLocal(world, service)) continue;
        const key = `${service.namespace}/${service.name}`;
        const list = services.get(key) ?? [];
        list.push({ service, cluster: world.options.cluster ?? '' });
        services.set(key, list);
      }
    }
    for (const list of services.values()) {
      const [first, ...rest] = list;
      for (const other of rest) {
        const [a, b] = [first.service, other.service];
        const differing = [
          ...((a.spec.clusterIP === 'None') !== (b.spec.clusterIP === 'None') ? ['one is headless and the other is not'] : []),
          ...((a.spec.type ?? 'ClusterIP') !== (b.spec.type ?? 'ClusterIP') ? [`their types are ${a.spec.type ?? 'ClusterIP'} and ${b.spec.type ?? 'ClusterIP'}`] : []),
          ...(portsOf(a) !== portsOf(b) ? ['their ports differ'] : []),
        ];
        if (!differing.length) continue;
        report(b, {
          pointer: '/spec',
          message: `the service is not the same in clusters ${first.cluster} and ${other.cluster}: ${differing.join(', ')}; the mesh merges their endpoints anyway, and requests fail on those that don't match`,
          fix: 'define the service identically in every cluster, or use different names',
          related: [a],
        });
      }
    }
  },
};
