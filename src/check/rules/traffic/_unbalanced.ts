import type { ItemOf } from '../../../world/item';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { ambientService } from '../ambient/_waypoints';
import { istiodEnv } from '../install/_istiod-env';

/** Why sidecars send connections to the address that the client chose, and balance nothing. */
export interface Unbalanced {
  readonly kind: 'headless' | 'none';
  /** for a message: what makes it so */
  readonly what: string;
}

/** Whether sidecars leave the choice of the endpoint to the client: a headless Service, or a ServiceEntry with resolution NONE. */
export function unbalanced(world: World, service: Registered | undefined): Unbalanced | undefined {
  if (service?.kind === 'Service' && !service.made) {
    const { clusterIP } = (service.item as ItemOf<'Service'>).spec;
    if (clusterIP !== 'None' || istiodEnv(world, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES') === 'true' || ambientService(world, service)) return undefined;
    return { kind: 'headless', what: `Service ${service.namespace}/${service.item.name} is headless` };
  }
  if (service?.kind === 'ServiceEntry') {
    const { resolution } = (service.item as ItemOf<'ServiceEntry'>).spec;
    if ((resolution ?? 'NONE') !== 'NONE') return undefined;
    return { kind: 'none', what: `ServiceEntry ${service.namespace}/${service.item.name} ${resolution === undefined ? 'says no resolution, which is NONE' : 'has resolution: NONE'}` };
  }
  return undefined;
}
