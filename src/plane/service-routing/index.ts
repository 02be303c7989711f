import { certificateSlots } from './certificates';
import { gatewaySlots } from './gateway';
import { gatewayLosses, serviceLosses } from './losses';
import { meshSlots } from './mesh';
import { podClient } from './pods';
import { serviceSlots } from './service';
import { MeshFeature } from '../../capability/feature';
import { losses } from '../../capability/index';
import { unitUses } from '../../capability/uses/unit';
import type { ServiceModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Unit } from '../../model/unit';
import { namespaceSlot } from '../kubernetes/namespace';
import type { Plane, PodChange, Slot } from '../plane';

/** Retry conditions that the API supports, including a conflict (`retriable-4xx`). */
const CONDITIONS: ReadonlySet<string> = new Set([
  '5xx', 'gateway-error', 'reset', 'connect-failure', 'retriable-4xx', 'refused-stream', 'cancelled', 'deadline-exceeded', 'resource-exhausted', 'unavailable',
]);

function sayable({ service }: Unit): boolean {
  return service?.httpRules.every(({ retries }) => (retries?.on ?? []).every((c) => CONDITIONS.has(c) || /^\d+$/.test(c))) ?? false;
}

/** Renders the model as Google's service routing API, through Config Connector: a Mesh, its routes, and their backend services. */
export class ServiceRoutingPlane implements Plane {
  public readonly name = 'service-routing';

  /** @param model the mesh as Google's resources */
  public constructor(public readonly model: ServiceRoutingModel, private readonly acknowledged: ReadonlySet<MeshFeature>) {}

  public objects(unit: Unit): readonly Slot[] {
    if (unit.service) {
      return serviceSlots(this.model, unit.service);
    }
    if (unit.gateway) {
      return gatewaySlots(this.model, unit.gateway);
    }
    if (unit.namespace) {
      return unit.namespace.create ? [namespaceSlot(unit.namespace, { 'istio-injection': unit.namespace.inject ? 'enabled' : 'disabled' })] : [];
    }
    return unit.mesh ? [...meshSlots(this.model, unit.mesh), ...certificateSlots(this.model, unit.mesh)] : [];
  }

  public losses(unit: Unit): readonly string[] {
    const reported = losses(unitUses(unit).filter(({ feature }) => feature !== MeshFeature.RETRY_ON_OTHER || !sayable(unit)), { plane: this.name, acknowledged: this.acknowledged });
    return [...reported, ...(unit.service ? serviceLosses(this.model, unit.service) : []), ...(unit.gateway ? gatewayLosses(unit.gateway) : [])];
  }

  public adoptedPod(service: ServiceModel): PodChange {
    return (template) => podClient(this.model, service, template);
  }
}
