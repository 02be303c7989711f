import { nameOf } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Names of the groups in which GKE keeps a Service's pods. */
function groupNames(service: Item): readonly string[] {
  const said = service.annotations['cloud.google.com/neg'];
  if (said === undefined) return [];
  try {
    const exposed: unknown = JSON.parse(said)?.exposed_ports;
    return Object.values((exposed ?? {}) as Record<string, { name?: unknown } | null>).flatMap((p) => (typeof p?.name === 'string' ? [p.name] : []));
  } catch {
    return [];
  }
}

export const sharedGroup: Check = {
  code: 'MESH970',
  title: 'endpoint group of two Services',
  aliases: ['G-TD10'],
  severity: Severity.ERROR,
  explanation: 'A network endpoint group is kept by one port of one Service. GKE makes none for the second that names it, and routes lead to the pods of the first.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      const taken = new Map<string, Item>();
      for (const service of world.all('Service')) {
        for (const name of groupNames(service)) {
          const other = taken.get(name);
          if (other) {
            report(service, {
              pointer: '/metadata/annotations/cloud.google.com~1neg',
              message: other === service ? `two ports share endpoint group ${name}, which keeps the endpoints of one: requests to the other reach the wrong port` : `endpoint group ${name} is that of Service ${nameOf(other)}: GKE makes none for this one, and its requests reach the other's pods`,
              fix: 'give each port of each Service a group name of its own',
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
