import { meshConfigMaps, options } from './config';
import { distributed } from './distribution';
import { revision } from './revision';
import { takingCertificates, workloadCertificates } from './workload-certificates';
import type { ManagedModel } from '../../model/managed';
import { IstioPlane } from '../istio';
import type { Made, Plane, Slot, Unit } from '../plane';

/** Renders the model as the Istio API that Google's managed control plane takes, with the objects that tell it how to run. */
export class ManagedPlane implements Plane {
  public readonly name = 'managed';
  private readonly istio = new IstioPlane();

  public constructor(private readonly managed: ManagedModel) {}

  public slots(unit: Unit, made: Made): readonly Slot[] {
    const slots = this.istio.slots(unit, made);
    if (unit.mesh) {
      return [...revision(this.managed), ...meshConfigMaps(this.managed, unit.mesh), ...options(this.managed), ...workloadCertificates(this.managed, unit.mesh), ...slots];
    }
    if (unit.namespace) {
      return this.managed.dataPlane && unit.namespace.inject ? slots.map(managedProxies) : slots;
    }
    const certified = this.managed.authority.kind === 'workload-certificates' ? slots.map(takingCertificates) : slots;
    return unit.service && this.managed.implementation === 'traffic-director' ? distributed(unit.service, certified) : certified;
  }

  /** What Istio's API has no words for; what of it the managed plane does not take, the checks say of the objects. */
  public losses(unit: Unit): readonly string[] {
    return this.istio.losses(unit);
  }
}

/** Proxies of the namespace are upgraded by Google. What the user says of it counts more. */
function managedProxies(slot: Slot): Slot {
  return slot.kind === 'Namespace' ? { ...slot, annotations: { 'mesh.cloud.google.com/proxy': '{"managed":"true"}', ...slot.annotations } } : slot;
}

