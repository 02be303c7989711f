import { computeItems, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const AUTONEG = 'controller.autoneg.dev/neg';

/** Names of the backend services to which autoneg attaches the NEGs of a Service. */
function attached(annotation: string | undefined): readonly string[] {
  if (annotation === undefined) return [];
  try {
    const services: unknown = JSON.parse(annotation)?.backend_services;
    return Object.values((services ?? {}) as Record<string, unknown>).flatMap((list) => (Array.isArray(list) ? list : [])).flatMap((b) => (typeof b?.name === 'string' ? [b.name as string] : []));
  } catch {
    return [];
  }
}

export const autonegAndBackends: Check = {
  code: 'MESH987',
  title: 'backends managed by two controllers',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The autoneg controller attaches the network endpoint groups of a Service to a backend service, and Config Connector removes every backend that its object does not list. Set no `backend` if autoneg attaches them, or list the groups and remove autoneg.',
  runFleet(worlds, report) {
    const listed = new Map(computeItems(worlds, 'ComputeBackendService').filter((b) => at(b.object, 'spec.backend[*]').length > 0).map((b) => [text(b.object, 'spec.resourceID') ?? b.name, b]));
    if (listed.size === 0) return;
    for (const world of worlds) {
      for (const service of world.ofKind('', 'Service')) {
        for (const name of new Set(attached(service.annotations[AUTONEG]))) {
          const backend = listed.get(name);
          if (!backend) continue;
          report(service, {
            pointer: '/metadata/annotations/controller.autoneg.dev~1neg',
            message: `autoneg attaches the groups to backend service ${name}, but ${nameOf(backend)} lists its backends, so Config Connector removes the attached groups`,
            fix: 'remove spec.backend, with the annotation cnrm.cloud.google.com/state-into-spec: absent; or remove autoneg and list the groups',
            related: [backend],
          });
        }
      }
    }
  },
};
