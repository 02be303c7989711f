import { ambientService, anyAmbient, waypointOf } from './_waypoints';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { gatewaysOf } from '../gateway/_served-ports';
import { inAmbient, inMesh, isControlPlane } from '../workload/_in-mesh';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** A workload whose sidecar calls services itself. */
const caller = (world: World): Pod | undefined => world.once(caller, () => world.pods(undefined).find((p) =>
  !p.made && !p.spec.hostNetwork && inMesh(world, p) && !inAmbient(world, p) && !isControlPlane(p.item) && p.annotations['inject.istio.io/templates'] !== 'gateway' && !gatewaysOf(world, p).length
  && p.item.key !== 'Job' && p.item.key !== 'CronJob'));

/** Whether the pods of a service accept connections only from some clients: ztunnel rejects all others. */
const guarded = (world: World, service: ItemOf<'Service'>): boolean => world.pods(service.spec.selector, service.namespace).every((pod) => world.all('AuthorizationPolicy').some((p) =>
  (p.spec.action ?? 'ALLOW') === 'ALLOW' && !p.spec.targetRef && !p.spec.targetRefs?.length && world.selected(p.spec.selector?.matchLabels, p.namespace).includes(pod)
  && (p.namespace === pod.namespace || p.namespace === world.mesh.rootNamespace) && (p.spec.rules ?? []).every((r) => r.from?.length)));

/** The Services that a policy targets, directly or through their waypoint. */
function targeted(world: World, policy: Policy): readonly ItemOf<'Service'>[] {
  const refs = policy.spec.targetRefs ?? (policy.spec.targetRef ? [policy.spec.targetRef] : []);
  return refs.flatMap((ref) => {
    if (ref.kind === 'Service') return world.find('Service', policy.namespace, ref.name ?? '') ?? [];
    if (ref.kind !== 'Gateway') return [];
    return world.all('Service').filter((s) => {
      const waypoint = waypointOf(world, s);
      return waypoint?.name === ref.name && waypoint?.namespace === policy.namespace;
    });
  });
}

export const sidecarsPastWaypoint: Check = {
  code: 'MESH685',
  title: 'waypoint policy that clients with sidecars bypass',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A policy that targets a Service is enforced by its waypoint. Clients with a sidecar route requests themselves and connect to the pods directly, as does any client that calls a pod by its address: the policy does not apply to them. '
    + 'To make the waypoint the only way in, add a policy that selects the pods and allows only the waypoint\'s identity.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    const reported = new Set<ItemOf<'Service'>>();
    for (const policy of world.all('AuthorizationPolicy')) {
      const client = caller(world);
      if (!client) return;
      const inMode = (s: ItemOf<'Service'>) => world.registry.same(world.registry.fqdn(s.name, s.namespace)).some((r) => ambientService(world, r));
      const service = targeted(world, policy).find((s) => waypointOf(world, s) && s.spec.selector && inMode(s) && !guarded(world, s));
      if (!service || reported.has(service)) continue;
      reported.add(service);
      const waypoint = waypointOf(world, service)!;
      report(policy, {
        pointer: policy.spec.targetRef ? '/spec/targetRef' : '/spec/targetRefs',
        severity: world.closed(client.namespace) ? Severity.WARNING : Severity.INFO,
        message: `clients with a sidecar, like ${client.item.kind} ${client.namespace}/${client.name}, connect to the pods of Service ${service.namespace}/${service.name} directly, bypassing waypoint ${waypoint.namespace}/${waypoint.name}: this policy does not apply to them`,
        fix: `add an AuthorizationPolicy that selects the pods and allows principals: ["${world.mesh.trustDomain}/ns/${waypoint.namespace}/sa/${waypoint.name}"] only, or move the clients to ambient mode`,
        related: [service, client.item],
      });
    }
  },
};
