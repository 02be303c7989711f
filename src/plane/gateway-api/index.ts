import { gatewaySlots, listenerSetSlots } from './gateway';
import { serviceSlots } from './service';
import type { MeshFeature } from '../../model/feature';
import { losses } from '../capability';
import { IstioPlane } from '../istio';
import { NOTHING_MADE, type Plane, type Slot, type Unit } from '../plane';
import { unitUses } from '../uses/unit';

/**
 * Renders the model as Gateway API with Istio as its implementation: routes of the mesh are attached to Services, gateways are
 * Gateways; what Gateway API has no words for (policies, access, scopes, external services) is said in Istio's own API beside it.
 */
export class GatewayApiPlane implements Plane {
  public readonly name = 'gateway-api';

  public readonly complete = true;

  private readonly istio = new IstioPlane();

  public constructor(private readonly experimental: boolean, private readonly acknowledged: ReadonlySet<MeshFeature>) {}

  public slots(unit: Unit): readonly Slot[] {
    if (unit.service) {
      return serviceSlots(unit.service);
    }
    if (unit.listenerSet) {
      return listenerSetSlots(unit.listenerSet);
    }
    return unit.gateway ? gatewaySlots(unit.gateway, 'istio') : this.istio.slots(unit, NOTHING_MADE);
  }

  public losses(unit: Unit): readonly string[] {
    return losses(unitUses(unit), { plane: this.name, experimental: this.experimental, acknowledged: this.acknowledged });
  }
}
