import { canonical } from './_canonical';
import { clusterOf } from './_facts';
import { type Place, type Service, merged } from './_services-facts';
import { exportsOf } from '../../../world/cluster-set';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const exported = (p: Place): boolean => exportsOf(p.world).some((e) => e.name === p.service.name && e.namespace === p.service.namespace);

const ports = (s: Service): string => canonical([...s.spec.ports ?? []].sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
  .map((p) => [p.name ?? '', p.port, p.protocol ?? 'TCP', p.appProtocol ?? '']));

const field = (s: Service, name: string, otherwise: string): string => String((s.object as any).spec?.[name] ?? otherwise);

export const exportConflict: Check = {
  code: 'MESH931',
  title: 'exported service that differs between clusters',
  aliases: ['R-SV1'],
  severity: Severity.ERROR,
  explanation: 'Clusters that export a service of the same name export one service. Ports, type and session affinity must be the same; otherwise the exports conflict, and the settings of the older one apply to all.',
  runFleet(worlds, report) {
    for (const places of merged(worlds)) {
      const [first, ...rest] = places.filter(exported);
      for (const other of rest) {
        const [a, b] = [first.service, other.service];
        const differ = [
          ...(ports(a) !== ports(b) ? ['ports'] : []),
          ...((a.spec.clusterIP === 'None') !== (b.spec.clusterIP === 'None') || field(a, 'type', 'ClusterIP') !== field(b, 'type', 'ClusterIP') ? ['type'] : []),
          ...(field(a, 'sessionAffinity', 'None') !== field(b, 'sessionAffinity', 'None') ? ['sessionAffinity'] : []),
        ];
        if (differ.length > 0) {
          report(b, {
            pointer: '/spec',
            message: `service ${b.namespace}/${b.name} is exported by ${clusterOf(first.world)} and ${clusterOf(other.world)} with different ${differ.join(' and ')}; the exports conflict, and callers get the settings of the older one`,
            fix: 'define it identically in every cluster that exports it',
            related: [a],
          });
        }
      }
    }
  },
};
