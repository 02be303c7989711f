import { objectsIn } from '../../../grammar/json';
import type { KindKey } from '../../../world/kinds';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const ROUTE = ['Accepted', 'Programmed', 'ResolvedRefs'];
/** Conditions for which False indicates a problem. */
const NEGATIVE: Readonly<Partial<Record<KindKey, readonly string[]>>> = {
  Service: ['istio.io/WaypointBound'],
  ServiceEntry: ['istio.io/WaypointBound'],
  WorkloadEntry: ['istio.io/WaypointBound'],
  AuthorizationPolicy: ['ZtunnelAccepted', 'WaypointAccepted'],
  KubeGateway: ROUTE,
  HTTPRoute: ROUTE,
  GRPCRoute: ROUTE,
};
interface Condition { readonly type?: unknown; readonly status?: unknown; readonly reason?: unknown; readonly message?: unknown }
const list = (v: unknown): readonly Condition[] => objectsIn(v);

export const negativeCondition: Check = {
  code: 'MESH707',
  title: 'object whose status reports a problem',
  aliases: ['IST0171'],
  severity: Severity.WARNING,
  explanation: 'The manifests include a status, as objects read from a cluster do, in which a controller reports that it can\'t program the object.',
  run(world, report) {
    for (const key of Object.keys(NEGATIVE) as KindKey[]) {
      for (const item of world.all(key)) {
        const status = item.object.status as { conditions?: unknown; parents?: unknown } | null | undefined;
        if (typeof status !== 'object' || status === null) continue;
        const conditions = key === 'HTTPRoute' || key === 'GRPCRoute'
          ? list(status.parents).flatMap((p) => list((p as { conditions?: unknown }).conditions))
          : list(status.conditions);
        for (const c of conditions) {
          const partly = key === 'AuthorizationPolicy' && c.type === 'WaypointAccepted' && c.reason === 'PartiallyInvalid';
          if (!partly && !(c.status === 'False' && NEGATIVE[key]!.includes(String(c.type)))) continue;
          report(item, {
            pointer: '/status',
            message: `a controller reports ${String(c.type)} as ${String(c.status)}: ${String(c.reason ?? 'no reason given')}${c.message ? ` (${String(c.message)})` : ''}`,
            fix: 'fix what the controller reports, then read the object again',
          });
        }
      }
    }
  },
};
