import { rulesFor } from './_rules';
import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { ambientService } from '../ambient/_waypoints';
import { istiodEnv } from '../install/_istiod-env';

/** Why sidecars connect to the address chosen by the client, without load balancing. */
export interface Unbalanced {
  readonly kind: 'headless' | 'none' | 'passthrough';
  /** the cause, as part of a message */
  readonly what: string;
}

const anyPassthrough = (world: World): boolean => world.once(anyPassthrough, () => world.all('DestinationRule', 'trafficPolicy.loadBalancer.simple').some((r) => r.spec.trafficPolicy?.loadBalancer?.simple === 'PASSTHROUGH'));

/**
 * Whether sidecars leave the choice of the endpoint to the client: a headless Service, a ServiceEntry with resolution NONE, or a rule that says
 * so.
 */
export function unbalanced(world: World, service: Registered | undefined): Unbalanced | undefined {
  if (service?.kind === 'Service' && !service.made) {
    const { clusterIP } = (service.item as ItemOf<'Service'>).spec;
    if (clusterIP === 'None' && istiodEnv(world, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES') !== 'true' && !ambientService(world, service)) return { kind: 'headless', what: `Service ${service.namespace}/${service.item.name} is headless` };
  }
  if (service?.kind === 'ServiceEntry') {
    const { resolution } = (service.item as ItemOf<'ServiceEntry'>).spec;
    if ((resolution ?? 'NONE') === 'NONE') return { kind: 'none', what: `ServiceEntry ${service.namespace}/${service.item.name} ${resolution === undefined ? 'has no resolution, which means NONE' : 'has resolution: NONE'}` };
  }
  const rule = service && anyPassthrough(world) ? rulesFor(world, service.host)[0] : undefined;
  return rule?.spec.trafficPolicy?.loadBalancer?.simple === 'PASSTHROUGH' ? { kind: 'passthrough', what: `DestinationRule ${rule.namespace}/${rule.name} sets loadBalancer.simple: PASSTHROUGH for ${service!.host}` } : undefined;
}
