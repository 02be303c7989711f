import { nameOf } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Names of the NEGs in which GKE keeps a Service's pods. */
function groupNames(service: Item): readonly string[] {
  const negAnnotation = service.annotations['cloud.google.com/neg'];
  if (negAnnotation === undefined) return [];
  try {
    const exposed: unknown = JSON.parse(negAnnotation)?.exposed_ports;
    return Object.values((exposed ?? {}) as Record<string, { name?: unknown } | null>).flatMap((p) => (typeof p?.name === 'string' ? [p.name] : []));
  } catch {
    return [];
  }
}

export const sharedGroup: Check = {
  code: 'MESH970',
  title: 'endpoint group shared by two Services',
  aliases: ['G-TD10'],
  severity: Severity.ERROR,
  explanation: 'A network endpoint group belongs to one port of one Service. GKE creates none for a second Service with the same name, and routes reach the pods of the first.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      const taken = new Map<string, Item>();
      for (const service of world.all('Service')) {
        for (const name of groupNames(service)) {
          const other = taken.get(name);
          if (other) {
            report(service, {
              pointer: '/metadata/annotations/cloud.google.com~1neg',
              message: other === service ? `two ports share endpoint group ${name}, which has the endpoints of one of them only: requests to the other reach the wrong port` : `endpoint group ${name} belongs to Service ${nameOf(other)}: GKE creates none for this one, and its requests reach the other's pods`,
              fix: 'use a different group name for each port of each Service',
              related: other === service ? [] : [other],
            });
          } else {
            taken.set(name, service);
          }
        }
      }
    }
  },
};
