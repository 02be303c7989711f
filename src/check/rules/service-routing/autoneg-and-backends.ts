import { computeItems, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const AUTONEG = 'controller.autoneg.dev/neg';

/** Names of the backend services to which autoneg attaches the groups of a Service. */
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
  title: 'backends that two controllers keep',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The autoneg controller attaches the endpoint groups of a Service to a backend service, and Config Connector takes away every backend that the list of its object does not name. Say no `backend` where autoneg attaches them, or name the groups and leave autoneg out.',
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
            message: `autoneg attaches the groups to backend service ${name}, and ${nameOf(backend)} lists its backends, so Config Connector takes them away`,
            fix: 'leave spec.backend out, with the annotation cnrm.cloud.google.com/state-into-spec: absent; or leave autoneg out and name the groups',
            related: [backend],
          });
        }
      }
    }
  },
};
